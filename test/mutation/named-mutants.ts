import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mutant } from './mutant.js';

/** A defect that no generic operator makes. */
export interface NamedMutant {
  readonly name: string;
  readonly file: string;
  /** A text that the file contains exactly once. */
  readonly find: string;
  readonly replace: string;
  /** The test files that have to notice it. */
  readonly tests: readonly string[];
}

const SERVER = 'packages/server/src';
const UNIT = 'packages/server/test/unit';
const INTEGRATION = 'packages/server/test/integration';

export const NAMED_MUTANTS: readonly NamedMutant[] = [
  {
    name: 'a resume skips the next event of the same transaction',
    file: `${SERVER}/db/statements/feed.ts`,
    find: '(@afterTransactionId, @afterId)',
    replace: '(@afterTransactionId, @afterId + 1)',
    tests: [`${INTEGRATION}/feed-store.test.ts`],
  },
  {
    name: 'clients that do not read are never disconnected',
    file: `${SERVER}/http/answers-in-flight.ts`,
    find: 'if (held.deadlineMs > nowMs) return;',
    replace: 'if (held.deadlineMs > nowMs - Infinity) return;',
    tests: [`${UNIT}/event-stream.test.ts`],
  },
  {
    name: 'slow readers of a stream are not counted among the answers in flight',
    file: `${SERVER}/http/routes/event-stream.ts`,
    find: 'const release = answers.hold(response, Buffer.byteLength(text));',
    replace: 'const release = () => undefined;',
    tests: [`${UNIT}/event-stream.test.ts`],
  },
  {
    name: 'streams are never ended by age',
    file: `${SERVER}/http/routes/event-stream.ts`,
    find: 'Math.min(limits.maxStreamMs, expiresAtMs - now())',
    replace: 'Math.min(expiresAtMs - now())',
    tests: [`${UNIT}/event-stream.test.ts`],
  },
  {
    name: 'streams do not end with their token',
    file: `${SERVER}/http/routes/event-stream.ts`,
    find: 'Math.min(limits.maxStreamMs, expiresAtMs - now())',
    replace: 'Math.min(limits.maxStreamMs)',
    tests: [`${UNIT}/event-stream.test.ts`],
  },
  {
    name: 'streams are not limited in number',
    file: `${SERVER}/http/routes/event-stream.ts`,
    find: 'open >= limits.maxStreams || ',
    replace: '',
    tests: [`${UNIT}/event-stream.test.ts`],
  },
  {
    name: 'the streams of one user are not limited in number',
    file: `${SERVER}/http/routes/event-stream.ts`,
    find: '>= limits.maxStreamsPerUser) {',
    replace: '>= Infinity) {',
    tests: [`${UNIT}/event-stream.test.ts`],
  },
  {
    name: 'the confirm timeout runs on while the broker is blocked',
    file: `${SERVER}/outbox/reconnecting-publisher.ts`,
    find: '    this.#window.suspend();\n',
    replace: '',
    tests: [`${UNIT}/reconnecting-publisher.test.ts`],
  },
  {
    name: 'a window that is suspended keeps its timer',
    file: `${SERVER}/outbox/confirm-window.ts`,
    find: '    this.#isSuspended = true;\n    this.#stopTimer();\n',
    replace: '',
    tests: [`${UNIT}/confirm-window.test.ts`],
  },
  {
    name: 'ten times the window is in flight',
    file: `${SERVER}/outbox/deliveries.ts`,
    find: 'this.#publishAlone > 0 ? 1 : options.window',
    replace: 'this.#publishAlone > 0 ? 1 : 10 * options.window',
    tests: [`${UNIT}/deliveries.test.ts`],
  },
  {
    name: 'the default window is ten times as large',
    file: `${SERVER}/outbox/relay-options.ts`,
    find: 'window: 400',
    replace: 'window: 4_000',
    tests: [`${UNIT}/deliveries.test.ts`],
  },
  {
    name: 'a commit whose wait for a standby was cancelled counts as done',
    file: `${SERVER}/db/connection.ts`,
    find: '    if (warning !== undefined) throw new OutcomeUnknownError({ cause: new Error(warning) });\n',
    replace: '',
    tests: [`${INTEGRATION}/connection.test.ts`],
  },
  {
    name: 'later versions are not rescheduled with the first one',
    file: `${SERVER}/db/statements/outbox.ts`,
    find: 'later.version > r.version',
    replace: 'later.version < r.version',
    tests: [`${INTEGRATION}/outbox-store.test.ts`],
  },
  {
    name: 'warnings wait for the next full write of the log',
    file: `${SERVER}/logger.ts`,
    find: '          if (lineLevel >= WARN) destination.flush?.();\n',
    replace: '',
    tests: [`${UNIT}/log-output.test.ts`],
  },
  {
    name: 'orderedConsumer processes the last event again',
    file: 'packages/sdk/src/events/ordered-consumer.ts',
    find: 'version <= last',
    replace: 'version < last',
    tests: ['packages/sdk/test/unit/ordered-consumer.test.ts'],
  },
];

/** @throws Error if the file does not contain the text exactly once */
export function toMutant(root: string, { name, file, find, replace }: NamedMutant): Mutant {
  const source = readFileSync(join(root, file), 'utf8');
  const [before = '', ...rest] = source.split(find);
  if (rest.length !== 1) throw new Error(`"${name}": ${file} contains ${rest.length} times instead of once: ${find}`);
  return {
    file,
    line: before.split('\n').length,
    operator: name,
    start: before.length,
    end: before.length + find.length,
    original: find,
    replacement: replace,
  };
}

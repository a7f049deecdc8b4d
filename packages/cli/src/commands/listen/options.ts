import type { EventType } from '@order-service/sdk';
import { UsageError } from '../../errors.js';
import { DEFAULT_CONCURRENCY } from '../../parse/concurrency.js';
import type { ChaosFault } from './chaos/faults.js';

/** The flags of the command line. */
export interface ListenFlags {
  readonly forwardTo?: URL;
  readonly amqp?: URL;
  readonly exchange?: string;
  readonly queue?: string;
  readonly port?: number;
  readonly events?: EventType[];
  readonly order?: number[];
  readonly since?: string;
  readonly after?: string;
  readonly cursorFile?: string;
  readonly secret?: string;
  readonly concurrency?: number;
  readonly count?: number;
  readonly chaos?: ChaosFault[];
  readonly seed?: number;
  readonly verify?: string;
  readonly idle?: number;
  readonly settle?: number;
  readonly reset?: string;
  readonly consumer?: string;
}

export interface ListenOptions {
  /** Where the consumer takes events over HTTP; undefined with `amqp`. */
  readonly url: URL | undefined;
  readonly amqp: AmqpFlags | undefined;
  readonly types: readonly EventType[] | undefined;
  readonly orderIds: readonly number[] | undefined;
  readonly since: string | undefined;
  readonly after: string | undefined;
  readonly cursorFile: string | undefined;
  readonly secret: string | undefined;
  readonly concurrency: number;
  readonly count: number | undefined;
  readonly chaos: { readonly faults: readonly ChaosFault[]; readonly seed: number } | undefined;
  readonly consumer: string | undefined;
  readonly verify: VerifyFlags | undefined;
}

/** The broker of the service, and what is declared there for the consumer. */
export interface AmqpFlags {
  readonly url: URL;
  /** The exchange of the service. */
  readonly exchange: string;
  /** The queue that the consumer reads. */
  readonly queue: string;
  /** Where the consumer connects to instead of the broker; 0 for any free port. */
  readonly port: number;
}

export interface VerifyFlags {
  readonly command: string;
  readonly idleMs: number;
  readonly settleMs: number;
  readonly reset: string | undefined;
}

const DEFAULT_EXCHANGE = 'ecommerce_events';
const DEFAULT_QUEUE = 'orders-listen';
const DEFAULT_IDLE_MS = 2_000;
export const DEFAULT_SETTLE_MS = 1_000;
export const MAX_VERIFIED_EVENTS = 10_000;

/** What the flags say. Throws UsageError for flags that are missing or contradict each other. */
export function parse(flags: ListenFlags, randomSeed: () => number): ListenOptions {
  const { forwardTo, since, after, cursorFile, secret, count, consumer } = flags;
  const amqp = parseAmqp(flags);
  if (since !== undefined && after !== undefined) throw new UsageError('Give --since or --after, not both.');
  if (after !== undefined && cursorFile !== undefined) throw new UsageError('Give --after or --cursor-file, not both.');
  const verify = parseVerify(flags);
  const { chaos: faults, seed } = flags;
  if (seed !== undefined && faults === undefined) throw new UsageError('--seed belongs to --chaos.');
  if (cursorFile !== undefined && (faults !== undefined || verify)) {
    throw new UsageError('--cursor-file is for forwarding without --chaos and --verify.');
  }
  if (verify && (count ?? 1) > MAX_VERIFIED_EVENTS) {
    throw new UsageError(`--verify takes at most ${MAX_VERIFIED_EVENTS} events.`);
  }
  if (verify && consumer !== undefined && faults?.some(killsConsumer) && flags.reset === undefined) {
    throw new UsageError('A consumer that is killed has to keep its state: give --reset, which removes it.');
  }
  return {
    ...{
      url: forwardTo,
      amqp,
      types: flags.events,
      orderIds: flags.order,
      since,
      after,
      cursorFile,
      secret,
      count,
      consumer,
    },
    concurrency: flags.concurrency ?? DEFAULT_CONCURRENCY,
    // A consumer of some types gets no others.
    chaos: faults && {
      faults: flags.events ? faults.filter((fault) => fault !== 'unknown-type') : faults,
      seed: seed ?? randomSeed(),
    },
    verify,
  };
}

const killsConsumer = (fault: ChaosFault): boolean => fault === 'crash-before-ack' || fault === 'crash-after-ack';

function parseAmqp({ forwardTo, amqp, exchange, queue, port, ...flags }: ListenFlags): AmqpFlags | undefined {
  if (amqp === undefined) {
    if (forwardTo === undefined)
      throw new UsageError('Say where the consumer is: --forward-to <url>, or --amqp <url>.');
    const given = Object.entries({ exchange, queue, port }).find(([, value]) => value !== undefined);
    if (given) throw new UsageError(`--${given[0]} belongs to --amqp.`);
    return undefined;
  }
  if (forwardTo !== undefined) throw new UsageError('Give --forward-to or --amqp, not both.');
  if (flags.since ?? flags.after ?? flags.cursorFile ?? flags.secret ?? flags.concurrency) {
    throw new UsageError('--since, --after, --cursor-file, --secret and --concurrency are for --forward-to.');
  }
  return { url: amqp, exchange: exchange ?? DEFAULT_EXCHANGE, queue: queue ?? DEFAULT_QUEUE, port: port ?? 0 };
}

function parseVerify({ verify, idle, settle, reset }: ListenFlags): VerifyFlags | undefined {
  if (verify !== undefined) {
    return { command: verify, idleMs: idle ?? DEFAULT_IDLE_MS, settleMs: settle ?? DEFAULT_SETTLE_MS, reset };
  }
  const given = Object.entries({ idle, settle, reset }).find(([, value]) => value !== undefined);
  if (given) throw new UsageError(`--${given[0]} belongs to --verify.`);
  return undefined;
}

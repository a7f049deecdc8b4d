import { setTimeout as delay } from 'node:timers/promises';
import type { OrderEvent } from '@order-service/sdk';
import { FileError } from '../../../errors.js';
import { createStepRunner } from '../chaos/run-steps.js';
import type { Step } from '../chaos/step.js';
import type { ConsumerProcess } from '../consumer-process.js';
import type { Consumer, Delivery } from '../delivery.js';
import { differencesOf, type Difference } from './differences.js';
import { expectedStates, type OrderStates } from './expected-state.js';
import { InvalidStateError, parseState } from './parse-state.js';

export interface BenchDeps {
  readonly consumer: Consumer;
  readonly process: ConsumerProcess | undefined;
  /** Prints the state of the consumer. */
  readonly printState: () => Promise<string>;
  /** Removes the state of the consumer; undefined if that cannot be done. */
  readonly reset: (() => Promise<unknown>) | undefined;
  readonly ordersWait: boolean;
  /** How long a consumer may work on after it has answered, or reject what it has not taken, in milliseconds. */
  readonly settleMs: number;
  readonly signal: AbortSignal;
}

/** A consumer whose state is compared with the service's after a sequence of deliveries. */
export interface Bench {
  /** Makes the consumer forget everything, as far as that is possible, and starts it. */
  begin(): Promise<void>;
  /** The deliveries that follow are replays: their crashes come at the times that were measured until now. */
  keepTimes(): void;
  /** Delivers the steps. */
  deliver(steps: readonly Step[]): AsyncGenerator<Delivery, readonly OrderEvent[], undefined>;
  /** Where the state differs after these events, of which some were never taken. */
  compare(events: readonly OrderEvent[], neverTaken: readonly OrderEvent[]): Promise<Difference[]>;
}

const MAX_SETTLE_ROUNDS = 5;
const POLL_INTERVAL_MS = 100;

export function createBench(deps: BenchDeps): Bench {
  const { consumer, ordersWait, signal } = deps;

  async function readState(): Promise<OrderStates> {
    const text = await deps.printState();
    try {
      return parseState(text);
    } catch (error) {
      if (!(error instanceof InvalidStateError)) throw error;
      throw new FileError(error.message, { hints: ['See the README of the command line: --verify.'], cause: error });
    }
  }

  return {
    begin: async () => {
      await deps.process?.kill();
      await consumer.forget?.();
      await deps.reset?.();
      await deps.process?.start();
    },
    keepTimes: () => consumer.keepTimes?.(),
    deliver: async function* (steps) {
      const runner = createStepRunner({ consumer, ordersWait, signal });
      yield* runner.run(steps);
      yield* runner.settle(MAX_SETTLE_ROUNDS, deps.settleMs);
      return runner.owed;
    },
    compare: async (events, neverTaken) => {
      const expected = expectedStates(events);
      const deadlineMs = performance.now() + deps.settleMs;
      for (;;) {
        const differences = differencesOf(await readState(), expected);
        if (differences.length === 0 || performance.now() >= deadlineMs || signal.aborted) {
          return [...neverTaken.map(asDifference), ...differences];
        }
        await delay(POLL_INTERVAL_MS, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}

function asDifference({ data, order_version: version, event_type: type }: OrderEvent): Difference {
  const expected = version > 0 ? `version ${version}` : type;
  return { order_id: data.order_id, member: 'delivery', expected, actual: 'not taken' };
}

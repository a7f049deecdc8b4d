import { setTimeout as delay } from 'node:timers/promises';
import type { OrderEvent } from '@order-service/sdk';
import type { Consumer, Delivery } from '../delivery.js';
import { retryDelayMs } from '../retry-delay.js';
import type { Step } from './step.js';

export interface RunStepsDeps {
  readonly consumer: Consumer;
  /** Whether later events of an order wait while the consumer rejects an earlier one. */
  readonly ordersWait: boolean;
  readonly signal: AbortSignal;
}

/** Delivers planned steps one at a time, so that what arrives when depends on nothing but the steps and the answers. */
export interface StepRunner {
  run(steps: readonly Step[]): AsyncGenerator<Delivery, void, undefined>;
  /**
   * Delivers again what the consumer has not taken, with growing pauses, until it has, or `maxRounds` or, after a second try,
   * `maxMs` have passed.
   */
  settle(maxRounds: number, maxMs?: number): AsyncGenerator<Delivery, void, undefined>;
  /** Events that the consumer has rejected, or that wait behind such ones. */
  readonly owed: readonly OrderEvent[];
}

interface OwedEvent {
  readonly event: OrderEvent;
  /** How many deliveries of others come before the next attempt. */
  waits: number;
  failures: number;
}

const MAX_WAITS = 64;
const MIN_TRIES = 2;

export function createStepRunner({ consumer, ordersWait, signal }: RunStepsDeps): StepRunner {
  const attempts = new Map<string, number>();
  let owed: OwedEvent[] = []; // of one order in the order of its versions

  async function deliver({ event, cause, fault }: Step | (Step & { cause: 'retry' })): Promise<Delivery> {
    const attempt = (attempts.get(event.event_id) ?? 0) + 1;
    attempts.set(event.event_id, attempt);
    const startMs = performance.now();
    const answer = await consumer.deliver(event, { fault, isRedelivery: attempt > 1 });
    return { ...answer, event, attempt, durationMs: performance.now() - startMs, ...(cause && { cause }) };
  }

  const isFailure = ({ outcome }: Delivery): boolean => outcome === 'rejected' || outcome === 'unanswered';
  const owes = (event: OrderEvent): boolean => owed.some((each) => each.event.data.order_id === event.data.order_id);

  async function* retry(isDue: (each: OwedEvent) => boolean): AsyncGenerator<Delivery, void, undefined> {
    const rejecting = new Set<number>();
    for (const each of [...owed]) {
      const orderId = each.event.data.order_id;
      if (rejecting.has(orderId) || !isDue(each) || signal.aborted) {
        rejecting.add(orderId);
        continue;
      }
      const delivery = { ...(await deliver({ event: each.event })), cause: 'retry' as const };
      if (isFailure(delivery)) {
        rejecting.add(orderId);
        each.failures += 1;
        each.waits = Math.min(MAX_WAITS, 2 ** each.failures);
      } else owed = owed.filter((other) => other !== each);
      yield delivery;
    }
  }

  return {
    get owed() {
      return owed.map(({ event }) => event);
    },
    run: async function* (steps) {
      for (const step of steps) {
        if (signal.aborted) return;
        const { event } = step;
        if (ordersWait && owes(event)) {
          owed.push({ event, waits: 0, failures: 0 });
          continue;
        }
        const delivery = await deliver(step);
        if (isFailure(delivery)) owed.push({ event, waits: 1, failures: 0 });
        yield delivery;
        for (const each of owed) each.waits -= 1;
        const isSameOrder = (each: OwedEvent): boolean => each.event.data.order_id === event.data.order_id;
        if (owed.length > 0) {
          yield* retry((each) => each.waits <= 0 || (delivery.outcome === 'taken' && isSameOrder(each)));
        }
      }
    },
    settle: async function* (maxRounds, maxMs = Infinity) {
      const endMs = performance.now() + maxMs;
      for (let round = 1; round <= maxRounds && owed.length > 0 && !signal.aborted; round += 1) {
        if (round > MIN_TRIES && performance.now() >= endMs) return;
        if (round > 1) await delay(retryDelayMs(round - 1, 0), undefined, { signal }).catch(() => undefined);
        yield* retry(() => true);
      }
    },
  };
}

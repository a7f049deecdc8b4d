import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { OrderEvent } from '@order-service/sdk';
import type { Answer, Consumer, Delivery } from './delivery.js';
import type { FeedEvent } from './feed.js';
import type { Progress } from './progress.js';
import { retryDelayMs } from './retry-delay.js';
import { createSlots } from './slots.js';

export interface ForwardDeps {
  readonly consumer: Consumer;
  /** How many deliveries are in flight at a time. */
  readonly concurrency: number;
  readonly progress: Progress;
  /** Ends the retries; deliveries in flight end by themselves. */
  readonly signal: AbortSignal;
}

/** Bounds the memory when the consumer is slower than the feed, or takes nothing of one order. */
const MAX_UNFINISHED_EVENTS = 1_000;

/**
 * Delivers every event until it is taken: those of one order one after the other, others at the same time. Returns each
 * attempt as it ends.
 */
export function forward(source: AsyncIterable<FeedEvent>, deps: ForwardDeps): AsyncIterable<Delivery> {
  const deliveries = new PassThrough({ objectMode: true, highWaterMark: MAX_UNFINISHED_EVENTS });
  const report = async (delivery: Delivery): Promise<void> => {
    if (!deliveries.write(delivery)) await once(deliveries, 'drain', { signal: deps.signal }).catch(() => undefined);
  };
  deliverAll(source, deps, report).then(
    () => deliveries.end(),
    (error: unknown) => deliveries.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  return deliveries;
}

type Report = (delivery: Delivery) => Promise<void>;

async function deliverAll(source: AsyncIterable<FeedEvent>, deps: ForwardDeps, report: Report): Promise<void> {
  const attempts = createSlots(deps.concurrency);
  const unfinished = createSlots(MAX_UNFINISHED_EVENTS);
  /** For each order, when its newest event will have been taken. */
  const newest = new Map<number, Promise<void>>();
  try {
    for await (const { event, cursor, isWanted } of source) {
      const finish = deps.progress.begin(cursor);
      if (!isWanted) {
        finish();
        continue;
      }
      await unfinished.take();
      const orderId = event.data.order_id;
      const earlier = newest.get(orderId) ?? Promise.resolve();
      const taken = earlier
        .then(() => untilTaken(event, deps, attempts, report))
        .then((isTaken) => {
          if (isTaken) finish();
          if (newest.get(orderId) === taken) newest.delete(orderId);
          unfinished.free();
        });
      newest.set(orderId, taken);
    }
  } finally {
    await Promise.all(newest.values());
  }
}

/** Returns whether the event was taken: not if the signal was aborted before. */
async function untilTaken(
  event: OrderEvent,
  { consumer, signal }: ForwardDeps,
  attempts: ReturnType<typeof createSlots>,
  report: Report,
): Promise<boolean> {
  /** The signal may have been aborted while this waited for the slot. */
  const deliverUnlessAborted = async (): Promise<Answer | undefined> =>
    signal.aborted ? undefined : await consumer.deliver(event);
  for (let attempt = 1; !signal.aborted; attempt += 1) {
    await attempts.take();
    const startMs = performance.now();
    const answer = await deliverUnlessAborted();
    attempts.free();
    if (answer === undefined) break;
    const durationMs = performance.now() - startMs;
    await report({ ...answer, event, attempt, durationMs, ...(attempt > 1 && { cause: 'retry' as const }) });
    if (answer.outcome === 'taken') return true;
    await delay(retryDelayMs(attempt, Math.random()), undefined, { signal }).catch(() => undefined);
  }
  return false;
}

import type { Delivery } from '../delivery.js';
import type { FeedEvent } from '../feed.js';
import type { ChaosPlan } from './plan.js';
import type { StepRunner } from './run-steps.js';

/** When the feed is silent for so long, what is held back is delivered. */
const SILENCE_MS = 1_000;
/** At the end of a feed with an end, an event that is rejected so often is given up. */
const MAX_LAST_ROUNDS = 8;

/** Delivers a live feed by a plan. Only how long the feed is silent adds to what the plan depends on. */
export async function* deliverLive(
  source: AsyncIterable<FeedEvent>,
  plan: ChaosPlan,
  runner: StepRunner,
): AsyncGenerator<Delivery, void, undefined> {
  const events = source[Symbol.asyncIterator]();
  let next = events.next();
  let isFlushed = true;
  for (;;) {
    const result = isFlushed ? await next : await Promise.race([next, silence()]);
    if (result === 'silence') {
      yield* runner.run(plan.rest());
      yield* runner.settle(1);
      isFlushed = runner.owed.length === 0;
      continue;
    }
    if (result.done) break;
    next = events.next();
    if (!result.value.isWanted) continue;
    yield* runner.run(plan.add(result.value.event));
    isFlushed = false;
  }
  yield* runner.run(plan.rest());
  yield* runner.settle(MAX_LAST_ROUNDS);
}

function silence(): Promise<'silence'> {
  return new Promise((resolve) => void setTimeout(resolve, SILENCE_MS, 'silence'));
}

import { InterruptedError } from '../../errors.js';
import { createAlteration } from './chaos/alter-events.js';
import { createChaosPlan } from './chaos/plan.js';
import { deliverLive } from './chaos/live.js';
import type { FeedEvent } from './feed.js';
import { createStepRunner } from './chaos/run-steps.js';
import { printDeliveries, type ListenSession } from './listen-session.js';

/** Delivers the feed one event at a time, with the faults of --chaos if any, until Ctrl-C or --count. */
export async function attack({ context, options, consumer, process, events }: ListenSession): Promise<void> {
  const { faults, seed } = options.chaos ?? { faults: [], seed: 0 };
  const { signal } = context;
  await process?.start();
  const runner = createStepRunner({ consumer, ordersWait: !faults.includes('reorder'), signal });
  const source = altered(events({ count: options.count }), createAlteration(faults, seed));
  await printDeliveries(context, deliverLive(source, createChaosPlan(faults, seed), runner));
  if (signal.aborted) throw new InterruptedError('');
}

async function* altered(
  source: AsyncIterable<FeedEvent>,
  alter: ReturnType<typeof createAlteration>,
): AsyncGenerator<FeedEvent, void, undefined> {
  for await (const entry of source) {
    if (!entry.isWanted) yield entry;
    else for (const event of alter(entry.event)) yield { ...entry, event };
  }
}

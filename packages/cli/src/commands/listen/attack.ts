import { InterruptedError } from '../../errors.js';
import { createChaosPlan } from './chaos/plan.js';
import { deliverLive } from './chaos/live.js';
import { createStepRunner } from './chaos/run-steps.js';
import { printDeliveries, type ListenSession } from './listen-session.js';

/** Delivers the feed one event at a time, with the faults of --chaos if any, until Ctrl-C or --count. */
export async function attack({ context, options, consumer, process, events }: ListenSession): Promise<void> {
  const { faults, seed } = options.chaos ?? { faults: [], seed: 0 };
  const { signal } = context;
  await process?.start();
  const runner = createStepRunner({ consumer, ordersWait: !faults.includes('reorder'), signal });
  const source = events({ count: options.count });
  await printDeliveries(context, deliverLive(source, createChaosPlan(faults, seed), runner));
  if (signal.aborted) throw new InterruptedError('');
}

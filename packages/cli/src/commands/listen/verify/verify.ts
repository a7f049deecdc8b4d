import type { OrderEvent } from '@order-service/sdk';
import { createAlteration } from '../chaos/alter-events.js';
import { createChaosPlan } from '../chaos/plan.js';
import type { Step } from '../chaos/step.js';
import type { ChaosFault } from '../chaos/faults.js';
import type { Delivery } from '../delivery.js';
import type { Bench } from './bench.js';
import type { Difference } from './differences.js';
import { shrink } from './shrink.js';

export interface Verdict {
  readonly events: number;
  readonly orders: number;
  readonly deliveries: number;
  /** Empty when the consumer agrees with the service. */
  readonly differences: readonly Difference[];
  /** The shortest sequence that shows a difference; undefined if none was looked for. */
  readonly sequence?: readonly Step[];
  readonly replays: number;
  /** Whether the sequence was seen to show it; otherwise it is all that the first differing order got. */
  readonly isReproduced: boolean;
}

export interface VerifyOptions {
  readonly bench: Bench;
  readonly faults: readonly ChaosFault[];
  readonly seed: number;
  /** Whether the consumer can be made to forget, which replays need. */
  readonly canReplay: boolean;
  readonly signal: AbortSignal;
  readonly log: (message: string) => void;
}

const MAX_REPLAYS = 200;
/**
 * A crash comes at a time, which no replay repeats exactly: a replay with crashes is tried at the planned moments, then in the
 * middle of the work and late in it. What was early in a later delivery is before the work in a first one, which takes longer.
 */
const MOMENTS = ['planned', 'planned', 0.5, 0.8] as const;

/** Delivers the events by the plan of the seed, compares, and looks for a short sequence that differs as well. */
export async function* verify(
  events: readonly OrderEvent[],
  options: VerifyOptions,
): AsyncGenerator<Delivery, Verdict, undefined> {
  const { bench, faults, seed, canReplay, signal, log } = options;
  const plan = createChaosPlan(faults, seed);
  const delivered = events.flatMap(createAlteration(faults, seed));
  const steps = [...delivered.flatMap((event) => plan.add(event)), ...plan.rest()];
  await bench.begin();
  let deliveries = 0;
  const counted = counting(bench.deliver(steps), () => (deliveries += 1));
  const differences = await bench.compare(delivered, yield* counted);
  const orders = new Set(events.map(({ data }) => data.order_id)).size;
  const verdict = { events: events.length, orders, deliveries, differences, replays: 0, isReproduced: false };
  const suspects = [...new Set(differences.map(({ order_id: orderId }) => orderId))];
  if (suspects.length === 0) return verdict;
  if (!canReplay) return { ...verdict, sequence: steps.filter(({ event }) => event.data.order_id === suspects[0]) };

  log('The consumer differs; looking for the shortest sequence that shows it.');
  bench.keepTimes();
  const shows = (candidate: readonly Step[]): Promise<boolean> => differsAfter(candidate, delivered, bench, signal);
  const shrunk = await shrink(steps, shows, { suspects, maxReplays: MAX_REPLAYS });
  return { ...verdict, sequence: shrunk.steps, replays: shrunk.replays, isReproduced: shrunk.isReproduced };
}

async function differsAfter(
  steps: readonly Step[],
  events: readonly OrderEvent[],
  bench: Bench,
  signal: AbortSignal,
): Promise<boolean> {
  const delivered = new Set(steps.map(({ event }) => event));
  const hasCrashes = steps.some(({ fault }) => fault && fault.kind !== 'drop-response');
  for (const moment of hasCrashes ? MOMENTS : MOMENTS.slice(0, 1)) {
    if (signal.aborted) break;
    await bench.begin();
    const neverTaken = await resultOf(
      bench.deliver(moment === 'planned' ? steps : steps.map((step) => crashingAt(moment, step))),
    );
    const differences = await bench.compare(
      events.filter((event) => delivered.has(event)),
      neverTaken,
    );
    if (differences.length > 0) return true;
  }
  return false;
}

function crashingAt(moment: number, step: Step): Step {
  return step.fault ? { ...step, fault: { ...step.fault, moment } } : step;
}

async function* counting<Result>(
  deliveries: AsyncGenerator<Delivery, Result, undefined>,
  count: () => void,
): AsyncGenerator<Delivery, Result, undefined> {
  for (;;) {
    const next = await deliveries.next();
    if (next.done) return next.value;
    count();
    yield next.value;
  }
}

async function resultOf<Result>(generator: AsyncGenerator<unknown, Result, undefined>): Promise<Result> {
  for (;;) {
    const next = await generator.next();
    if (next.done) return next.value;
  }
}

import type { Step } from '../chaos/step.js';

export interface Shrunk {
  /** The shortest sequence that was found. */
  readonly steps: readonly Step[];
  readonly replays: number;
  /** Whether a replay has shown the difference at all. */
  readonly isReproduced: boolean;
}

export interface ShrinkOptions {
  /** The orders that differ. */
  readonly suspects: readonly number[];
  readonly maxReplays: number;
}

/**
 * Finds a short sequence that still shows a difference, by replaying shorter ones. What is replayed is always within the
 * promise of the service: each order from its first event on, no event without a delivery that can be acknowledged.
 */
export async function shrink(
  all: readonly Step[],
  shows: (steps: readonly Step[]) => Promise<boolean>,
  { suspects, maxReplays }: ShrinkOptions,
): Promise<Shrunk> {
  const found = { steps: all, replays: 0, isReproduced: false };

  async function replay(candidate: readonly Step[]): Promise<boolean> {
    found.replays += 1;
    const isShown = await shows(candidate);
    if (isShown) Object.assign(found, { steps: candidate, isReproduced: true });
    return isShown;
  }
  /** Keeps the candidate if it is shorter and shows the difference. */
  async function attempt(candidate: readonly Step[]): Promise<boolean> {
    const isShorter = candidate.length > 0 && lengthOf(candidate) < lengthOf(found.steps);
    return isShorter && found.replays < maxReplays && (await replay(candidate));
  }

  for (const orderId of suspects.slice(0, MAX_SUSPECTS_ALONE)) {
    if (await attempt(all.filter((step) => orderOf(step) === orderId))) break;
  }
  await removeOrders(() => found.steps, attempt);
  while (await shortenOnce(found.steps, attempt));
  if (!found.isReproduced && found.replays < maxReplays) await replay(all);
  return found;
}

async function shortenOnce(steps: readonly Step[], attempt: Attempt): Promise<boolean> {
  const candidates = [
    ...crashAtFirstVersion(steps),
    ...fromFirstVersion(steps),
    ...withoutLastVersion(steps),
    ...withoutRedelivery(steps),
    ...withoutLastCrash(steps),
  ];
  for (const candidate of candidates) if (await attempt(candidate)) return true;
  return false;
}

const MAX_SUSPECTS_ALONE = 3;

type Attempt = (candidate: readonly Step[]) => Promise<boolean>;

/** Removes halves of the orders, then quarters, and so on (delta debugging). */
async function removeOrders(current: () => readonly Step[], attempt: Attempt): Promise<void> {
  for (let size = Math.ceil(ordersIn(current()).length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    const orders = ordersIn(current());
    if (orders.length < 2) return;
    for (let start = 0; start < orders.length; start += size) {
      const removed = orders.slice(start, start + size);
      await attempt(current().filter((step) => !removed.includes(orderOf(step))));
    }
  }
}

/** For each order, the sequence without the newest of its versions; and without each event that has none. */
function withoutLastVersion(steps: readonly Step[]): (readonly Step[])[] {
  const firsts = steps.filter((step) => step.cause === undefined);
  const last = ordersIn(steps).flatMap((orderId) => {
    const own = firsts.filter((step) => orderOf(step) === orderId);
    const versions = own.filter(hasVersion);
    return versions.length === 1 && own.length > 1 ? [] : versions.slice(-1); // An order begins with a version.
  });
  const removable = [...last, ...firsts.filter((step) => !hasVersion(step))];
  return removable.map((removed) => steps.filter((step) => step.event !== removed.event));
}

/**
 * For each redelivery in a sequence of one order, the same with the first event of the order: when version 3 comes again
 * after version 4, version 1 comes again after version 2.
 */
function fromFirstVersion(steps: readonly Step[]): (readonly Step[])[] {
  if (ordersIn(steps).length > 1) return [];
  const firsts = steps.filter((step) => step.cause === undefined);
  if (!firsts.every(hasVersion)) return [];
  return steps.flatMap((redelivery, at): (readonly Step[])[] => {
    const first = firsts.findIndex(({ event }) => event === redelivery.event);
    if (redelivery.cause === undefined || redelivery.fault || first < 1 || !firsts[0]) return [];
    const newer = steps.slice(0, at).filter((step) => step.cause === undefined).length - first;
    const { event } = firsts[0];
    const fault = firsts[first]?.fault;
    const moved = [
      { event, ...(fault && { fault }) },
      ...firsts.slice(1, newer).map((step) => ({ event: step.event })),
    ];
    return [[...moved, { ...redelivery, event }]];
  });
}

/** A crash that no redelivery follows, at the first event of its order, alone. */
function crashAtFirstVersion(steps: readonly Step[]): (readonly Step[])[] {
  return steps.filter(isCrashAfterAck).flatMap((crash): (readonly Step[])[] => {
    const first = steps.find((step) => orderOf(step) === orderOf(crash));
    return first && crash.fault ? [[{ event: first.event, fault: crash.fault }]] : [];
  });
}

/** For each redelivery, the sequence without it, and without the fault before it if no other redelivery follows that. */
function withoutRedelivery(steps: readonly Step[]): (readonly Step[])[] {
  return steps.flatMap((removed, at): (readonly Step[])[] => {
    if (removed.cause === undefined) return [];
    const rest = steps.filter((step) => step !== removed);
    const before = steps.slice(0, at).findLast(({ event }) => event === removed.event);
    return [removed.fault ? rest : rest.map((step) => (step === before ? withoutFault(step) : step))];
  });
}

function withoutFault({ event, cause }: Step): Step {
  return { event, ...(cause && { cause }) };
}

/** The sequence without the last crash that no redelivery follows. */
function withoutLastCrash(steps: readonly Step[]): (readonly Step[])[] {
  const crash = steps.findLast(isCrashAfterAck);
  return crash ? [steps.map((step) => (step === crash ? { event: step.event } : step))] : [];
}

const hasVersion = ({ event }: Step): boolean => event.order_version > 0;
const isCrashAfterAck = ({ fault }: Step): boolean => fault?.kind === 'crash-after-ack';

/** Deliveries, and crashes that no redelivery follows. */
function lengthOf(steps: readonly Step[]): number {
  return steps.length + steps.filter(isCrashAfterAck).length;
}

function ordersIn(steps: readonly Step[]): number[] {
  return [...new Set(steps.map(orderOf))];
}

function orderOf({ event }: Step): number {
  return event.data.order_id;
}

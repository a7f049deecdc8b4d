import type { EventType } from './events.js';
import { INITIAL_STATUS, transitionsFrom, type OrderStatus } from './order-status.js';
import type { Order, OwnerTransitions } from './order.js';
import type { TimedTransition } from './timed-transition.js';

/** Versions that an explanation has at most: the newest ones. */
export const MAX_EXPLAINED_VERSIONS = 100;

/** What the database holds about the publication of one event. Times are RFC 3339 in UTC; null where there is none. */
export interface EventRecord {
  readonly eventId: string;
  readonly version: number;
  readonly type: EventType;
  readonly fromStatus: OrderStatus | null;
  readonly toStatus: OrderStatus;
  readonly actor: string;
  readonly reason: string | null;
  readonly committedAt: string;
  /** Whether it is in the outbox; the next five are of its row there. */
  readonly queued: boolean;
  readonly attempts: number;
  readonly nextAttemptAt: string | null;
  readonly deadLetteredAt: string | null;
  readonly lastError: string | null;
  /** The earlier version in the outbox behind which it waits. */
  readonly heldBy: number | null;
  readonly confirmedAt: string | null;
  /** Seconds from the commit to the confirm. */
  readonly confirmSeconds: number | null;
  readonly replayedAt: string | null;
  readonly replayConfirmedAt: string | null;
  readonly skippedAt: string | null;
  readonly skippedBy: string | null;
  readonly skipReason: string | null;
}

/**
 * `held`: an earlier version has to be published first. `unrecorded`: it has left the outbox, and nothing more is known of
 * it; so it is of imported orders, of types that are not published, and where only orders are replicated.
 */
export type DeliveryState = 'waiting' | 'retrying' | 'held' | 'dead_lettered' | 'skipped' | 'published' | 'unrecorded';

export function deliveryState(event: EventRecord): DeliveryState {
  if (event.queued) {
    if (event.deadLetteredAt !== null) return 'dead_lettered';
    if (event.heldBy !== null) return 'held';
    return event.attempts > 0 ? 'retrying' : 'waiting';
  }
  if (event.skippedAt !== null) return 'skipped';
  return event.confirmedAt === null ? 'unrecorded' : 'published';
}

/**
 * What an order waits for: a person who moves it, a timer; and for its events, that the broker takes them, that the cause of a
 * failed attempt is gone, that an operator decides about a dead letter.
 */
export type WaitsFor = 'transition' | 'timer' | 'broker' | 'retry' | 'operator';

const AWAITED: Partial<Record<DeliveryState, WaitsFor>> = {
  waiting: 'broker',
  retrying: 'retry',
  dead_lettered: 'operator',
};

export function waitsFor(order: Order, timer: Timer | undefined, events: readonly EventRecord[]): WaitsFor[] {
  const awaited = new Set<WaitsFor>();
  if (transitionsFrom(order.status).length > 0) awaited.add('transition');
  if (timer) awaited.add('timer');
  for (const event of events) {
    const what = AWAITED[deliveryState(event)];
    if (what !== undefined) awaited.add(what);
  }
  return [...awaited];
}

/** A timed transition of one order. */
export interface Timer {
  readonly to: OrderStatus;
  /** As it was configured, such as `30m`. */
  readonly after: string;
  /** RFC 3339 in UTC. */
  readonly dueAt: string;
}

/** The timed transition that `order` is subject to, if any. An order is in a status since it was last updated. */
export function timerOf(order: Order, timers: readonly TimedTransition[]): Timer | undefined {
  const timer = timers.find(({ from }) => from === order.status);
  if (!timer) return undefined;
  const enteredAt = Date.parse(order.status === INITIAL_STATUS ? order.createdAt : order.updatedAt);
  return { to: timer.to, after: timer.after, dueAt: new Date(enteredAt + timer.afterSeconds * 1_000).toISOString() };
}

export type Mover = 'owner' | 'operator' | 'timer';

/** The statuses that an order can have next, and who may move it there. */
export function moversOf(
  { status }: Order,
  ownerTransitions: OwnerTransitions,
  timer: Timer | undefined,
): readonly { readonly status: OrderStatus; readonly by: readonly Mover[] }[] {
  return transitionsFrom(status).map((target) => ({
    status: target,
    by: [
      ...(ownerTransitions.has(target) ? (['owner'] as const) : []),
      'operator' as const,
      ...(timer?.to === target ? (['timer'] as const) : []),
    ],
  }));
}

import type { Trace } from '../domain/caller.js';
import type { OrderEvent } from '../domain/events.js';
import type { OrderStatus } from '../domain/order-status.js';
import type { FeedPosition } from './ports.js';

/** What operators need from the world. Times are RFC 3339 in UTC, amounts decimals with two places. */

export type OutboxState = 'parked' | 'waiting';

/** An event in the outbox, as operators see it. */
export interface OutboxEntry {
  readonly eventId: string;
  readonly orderId: number;
  readonly version: number;
  readonly type: OrderEvent['type'];
  readonly attempts: number;
  readonly refusals: number;
  /** When it is tried again; null when it is due or parked. */
  readonly availableAt: string | null;
  readonly parkedAt: string | null;
  readonly lastError: string | null;
  /** Later events of the same order in the outbox. */
  readonly waitingBehind: number;
  readonly occurredAt: string;
}

/** Where an entry stands in a list. `parkedAt` is null in the list of those that wait. */
export interface OutboxPosition {
  readonly parkedAt: string | null;
  readonly orderId: number;
  readonly version: number;
}

export interface OutboxQuery {
  readonly state: OutboxState;
  readonly after: OutboxPosition | undefined;
  readonly limit: number;
}

/** Why an event is skipped, and who says so. */
export interface SkipEvent {
  readonly eventId: string;
  readonly reason: string;
  readonly actor: string;
  readonly trace: Trace;
}

/** What is kept of an event that was never published. */
export interface SkippedEvent {
  readonly eventId: string;
  readonly orderId: number;
  readonly version: number;
  readonly type: OrderEvent['type'];
  readonly attempts: number;
  readonly lastError: string | null;
  readonly reason: string;
  readonly actor: string;
  readonly skippedAt: string;
  readonly occurredAt: string;
}

/** `waiting`: the event is in the outbox and not parked; `absent`: it is not there. */
export type SkipOutcome = SkippedEvent | 'waiting' | 'absent';

/** The outbox in an operator's hands. */
export interface OutboxOperations {
  /** Parked events by when they were parked, waiting ones by order; the cost grows with the page alone. */
  list(query: OutboxQuery): Promise<OutboxEntry[]>;
  /** Makes an event due at once, parked or not; undefined when it is not in the outbox. */
  retry(eventId: string): Promise<OutboxEntry | undefined>;
  /** Takes a parked event out and keeps who did it and why. The second time it finds what was kept the first time. */
  skip(skip: SkipEvent): Promise<SkipOutcome>;
}

export interface ReplayPage {
  /** Events put back into the outbox; fewer than were found when some wait there already or were skipped. */
  readonly queued: number;
  /** The id of the last event that was found; undefined when none was. */
  readonly lastId: number | undefined;
  readonly hasMore: boolean;
}

/** Puts events back that have left the outbox, except those that were skipped. */
export interface EventReplay {
  /** Returns how many were queued; undefined when there is no such order. */
  ofOrder(orderId: number): Promise<number | undefined>;
  /** At most `limit` events that occurred from `since` on and before `until`, in the order of their ids, after `afterId`. */
  since(query: { since: string; until: string; afterId: number; limit: number }): Promise<ReplayPage>;
}

export interface OrderFigures {
  /** Placed in this time. */
  readonly orders: number;
  /** What they came to. */
  readonly revenue: string;
  /** How many of them have been cancelled since, and what those came to. */
  readonly cancelled: number;
  readonly cancelledAmount: string;
}

export type StatisticsInterval = 'hour' | 'day';

/** Whole hours or days, in UTC; `until` is where the last one ends. */
export interface StatisticsRange {
  readonly interval: StatisticsInterval;
  readonly since: string;
  readonly until: string;
}

export interface Statistics {
  /** How far the figures reach. */
  readonly asOf: string;
  readonly byStatus: Readonly<Record<OrderStatus, number>>;
  readonly total: OrderFigures;
  /** One for every hour or day of the range, oldest first. */
  readonly buckets: readonly (OrderFigures & { readonly start: string })[];
}

/** Figures that follow the feed, so that asking for them costs the same however many orders there are. */
export interface OrderStatistics {
  /**
   * Takes up to `limit` events that have settled since the last time into the figures, exactly once, whoever else is
   * about it; returns how many it took.
   */
  fold(limit: number): Promise<number>;
  read(range: StatisticsRange): Promise<Statistics>;
}

/** Finds events by time. */
export interface EventClock {
  /**
   * A position of the feed behind which lies every event that occurred at `time` or later, and a minute or so of earlier
   * ones, which the reader passes over; undefined when that is the feed's beginning. Costs a few index probes.
   */
  positionBefore(time: string): Promise<FeedPosition | undefined>;
}

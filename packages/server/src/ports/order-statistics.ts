import type { OrderStatus } from '../domain/order-status.js';

export interface OrderFigures {
  /** Orders placed in this time. */
  readonly orders: number;
  /** The sum of their totals. Decimal with two places. */
  readonly revenue: string;
  /** How many of them have been cancelled since. */
  readonly cancelled: number;
  /** The sum of the cancelled orders' totals. Decimal with two places. */
  readonly cancelledAmount: string;
}

export type StatisticsInterval = 'hour' | 'day';

/** Whole hours or days, in UTC. RFC 3339; `until` is the end of the last one. */
export interface StatisticsRange {
  readonly interval: StatisticsInterval;
  readonly since: string;
  readonly until: string;
}

export interface Statistics {
  /** The time up to which events are counted. RFC 3339. */
  readonly asOf: string;
  readonly byStatus: Readonly<Record<OrderStatus, number>>;
  readonly total: OrderFigures;
  /** One for every hour or day of the range, oldest first; `start` is RFC 3339. */
  readonly buckets: readonly (OrderFigures & { readonly start: string })[];
}

/** Figures that are updated by the feed's events, so that reading them costs the same for any number of orders. */
export interface OrderStatistics {
  /**
   * Adds up to `limit` events that have been committed since the last update. Each event is counted exactly once, also
   * when several replicas update at the same time. Returns how many events it added.
   */
  update(limit: number): Promise<number>;
  read(range: StatisticsRange): Promise<Statistics>;
}

import type { OrderStatus } from '../domain/order-status.js';

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

/** What one step of a removal has done. */
export interface RemovalStep {
  /** Events of the feed that it has passed. */
  readonly passed: number;
  /** Events that it has removed: those of the orders whose end it has passed. */
  readonly removed: number;
}

/**
 * Removes the events of orders that have been final for some time, but for the newest one of each. Stops before an event
 * whose order has events to be published, and before one that the statistics or the search have not taken in.
 */
export interface EventRetention {
  /**
   * Passes at most `limit` events that are older than `maxAgeSeconds`. While another process does this, or lanes are moved,
   * it passes none.
   */
  remove(maxAgeSeconds: number, limit: number): Promise<RemovalStep>;
}

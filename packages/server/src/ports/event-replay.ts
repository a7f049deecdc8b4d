export interface ReplayPage {
  /** Events put back into the outbox: those that were found, except those that are in it already or were skipped. */
  readonly queued: number;
  /** The id of the last event that was found; undefined when none was. */
  readonly lastId: number | undefined;
  readonly hasMore: boolean;
}

/** Puts published events back into the outbox, to be published again. Skipped events stay skipped. */
export interface EventReplay {
  /** All events of an order. Returns how many were queued; undefined when there is no such order. */
  ofOrder(orderId: number): Promise<number | undefined>;
  /** At most `limit` events with `since` <= time < `until` (RFC 3339), in the order of their ids, after `afterId`. */
  since(query: { since: string; until: string; afterId: number; limit: number }): Promise<ReplayPage>;
}

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

/** Deletes what repeated requests do not need any more. */
export interface IdempotencyPurge {
  /**
   * Deletes at most `limit` idempotency keys that are older than `maxAgeSeconds`, and as many unacknowledged orders. Returns
   * how many keys it deleted.
   */
  purge(maxAgeSeconds: number, limit: number): Promise<number>;
}

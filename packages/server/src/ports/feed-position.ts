import type { FeedPosition } from './event-feed.js';

/** Negative when `a` comes before `b` in the feed, 0 when they are the same. */
export function comparePositions(a: FeedPosition, b: FeedPosition): number {
  const byTransaction = BigInt(a.transactionId) - BigInt(b.transactionId);
  if (byTransaction === 0n) return a.id - b.id;
  return byTransaction < 0n ? -1 : 1;
}

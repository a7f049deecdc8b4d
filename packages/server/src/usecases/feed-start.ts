import type { EventClock } from '../ports/event-feed.js';
import type { EventFeed, FeedPosition } from '../ports/event-feed.js';

export interface FeedStartPorts {
  readonly feed: EventFeed;
  readonly eventClock: EventClock;
}

/**
 * The position right in front of the first event that occurred at `since` or later; the feed's end where there is none
 * yet. Behind it may lie a few earlier events, of transactions that began at about the same moment: the feed stands in
 * the order of transactions, not of times.
 */
export async function feedStart(
  { feed, eventClock }: FeedStartPorts,
  { ownerId, since }: { readonly ownerId: number | undefined; readonly since: string },
): Promise<FeedPosition> {
  const [end, after] = await Promise.all([feed.end(), eventClock.positionBefore(since)]);
  const first = await feed.firstSince({ ownerId, after, since });
  return first ? before(first) : end; // of before the search: what has come since then lies behind it
}

function before({ transactionId, id }: FeedPosition): FeedPosition {
  if (id > 1) return { transactionId, id: id - 1 };
  return { transactionId: String(BigInt(transactionId) - 1n), id: Number.MAX_SAFE_INTEGER };
}

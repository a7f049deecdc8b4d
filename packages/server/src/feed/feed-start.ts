import type { EventClock } from '../ports/event-clock.js';
import type { EventFeed, FeedPosition } from '../ports/event-feed.js';
import type { FeedReader } from '../ports/feed-reader.js';

/** Finds the start of a feed by time: see `FeedReader`. */
export async function findFeedStart(
  feed: EventFeed,
  eventClock: EventClock,
  { ownerId, since }: Parameters<FeedReader['startAt']>[0],
): Promise<FeedPosition> {
  // The end is read before the search: events that are committed during the search are behind it.
  const [end, after] = await Promise.all([feed.end(), eventClock.positionBefore(since)]);
  const first = await feed.firstSince({ ownerId, after, since });
  return first ? positionBefore(first) : end;
}

function positionBefore({ transactionId, id }: FeedPosition): FeedPosition {
  if (id > 1) return { transactionId, id: id - 1 };
  return { transactionId: String(BigInt(transactionId) - 1n), id: Number.MAX_SAFE_INTEGER };
}

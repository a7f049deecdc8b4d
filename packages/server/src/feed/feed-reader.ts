import type { EventClock } from '../ports/event-clock.js';
import type { EventFeed, FeedEvent, FeedPosition } from '../ports/event-feed.js';
import type { FeedReader } from '../ports/feed-reader.js';
import { findFeedStart } from './feed-start.js';
import type { FeedTail } from './feed-tail.js';

/** Events that are yielded at a time. */
const PAGE_SIZE = 100;

export interface FeedReaderDependencies {
  readonly feed: EventFeed;
  readonly eventClock: EventClock;
  readonly tail: FeedTail;
}

export function createFeedReader({ feed, eventClock, tail }: FeedReaderDependencies): FeedReader {
  async function* follow(
    { ownerId, after }: { readonly ownerId: number | undefined; readonly after: FeedPosition },
    signal: AbortSignal,
  ): AsyncGenerator<readonly FeedEvent[]> {
    const unfollow = tail.follow();
    try {
      let position = after;
      while (!signal.aborted) {
        const newest = tail.since(position, ownerId)?.slice(0, PAGE_SIZE);
        // Taken before the feed is read: if that page is empty, the owner has no event up to here.
        const { seen } = tail;
        const events = newest ?? (await feed.page({ ownerId, after: position, limit: PAGE_SIZE }));
        const last = events.at(-1);
        if (last) {
          yield events;
          position = last.position;
        } else if (newest || !tail.seen) {
          await tail.next(ownerId, signal);
        } else if (seen) {
          position = seen;
        }
      }
    } finally {
      unfollow();
    }
  }

  return {
    page: (query) => feed.page(query),
    end: () => feed.end(),
    startAt: (query) => findFeedStart(feed, eventClock, query),
    follow,
  };
}

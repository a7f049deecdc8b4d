import type { EventClock } from '../ports/event-clock.js';
import type { EventFeed, FeedEvent, FeedPosition } from '../ports/event-feed.js';
import { MAX_PAGE_BYTES } from '../ports/list-page.js';
import type { FeedReader } from '../ports/feed-reader.js';
import { findFeedStart } from './feed-start.js';
import type { FeedTail } from './feed-tail.js';

/** Events that are yielded at a time, at most. */
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
        const newest = tail.since(position, ownerId);
        // Taken before the feed is read: if that page is empty, the owner has no event up to here.
        const { seen } = tail;
        const { entries: events, isIncomplete } = newest
          ? { entries: firstPage(newest), isIncomplete: false }
          : await feed.page({ ownerId, after: position, limit: PAGE_SIZE });
        if (isIncomplete) return;
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
    origin: () => feed.origin(),
    page: (query) => feed.page(query),
    end: () => feed.end(),
    startAt: (query) => findFeedStart(feed, eventClock, query),
    follow,
  };
}

/** The first events that fit into a page, and the first one in any case. */
function firstPage(events: readonly FeedEvent[]): readonly FeedEvent[] {
  let length = 0;
  for (const [at, { body }] of events.entries()) {
    length += body.length;
    if (at > 0 && (at === PAGE_SIZE || length > MAX_PAGE_BYTES)) return events.slice(0, at);
  }
  return events;
}

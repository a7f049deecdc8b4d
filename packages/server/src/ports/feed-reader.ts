import type { EventFeed, FeedEvent, FeedPosition } from './event-feed.js';

/** The feed as its readers use it: page by page, or live. */
export interface FeedReader extends Pick<EventFeed, 'origin' | 'page' | 'end'> {
  /**
   * The position right before the owner's (or anyone's) first event that occurred at `since` or later; the feed's end
   * when there is none yet. A few earlier events may follow it, of transactions that began at about the same moment: the
   * feed is in the order of transactions, not of times.
   */
  startAt(query: { readonly ownerId: number | undefined; readonly since: string }): Promise<FeedPosition>;
  /**
   * Yields the owner's (or everyone's) events behind `after` in pages, and then new ones as they are committed, until
   * `signal` aborts, or events behind the last page were removed. Reads no further page before the consumer asks for it.
   */
  follow(
    start: { readonly ownerId: number | undefined; readonly after: FeedPosition },
    signal: AbortSignal,
  ): AsyncIterable<readonly FeedEvent[]>;
}

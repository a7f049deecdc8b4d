import type { EventType } from '../domain/events.js';
import type { ListPage } from './list-page.js';

/** Where an event stands in the feed. */
export interface FeedPosition {
  /** The database's id of the transaction that wrote it: 64 bits, as decimal digits. */
  readonly transactionId: string;
  readonly id: number;
}

export interface FeedEvent {
  readonly position: FeedPosition;
  /** The owner of its order. */
  readonly ownerId: number;
  readonly type: EventType;
  /** RFC 3339 in UTC, with microseconds: such times compare as text. */
  readonly occurredAt: string;
  /** The event's body as JSON text, as it is published. Amounts have their exact decimal digits. */
  readonly body: string;
}

/** A part of the feed. */
export interface FeedQuery {
  /** Whose events; undefined for everyone's. */
  readonly ownerId: number | undefined;
  /** The events behind this position; undefined for those from the feed's beginning. */
  readonly after: FeedPosition | undefined;
}

/** What readers of a feed have to know before they read it. */
export interface FeedOrigin {
  /**
   * Positions hold while this is the same. It is made with the database, and changed when events have been lost or
   * moved, as by a restore.
   */
  readonly epoch: string;
  /** What was removed of the feed's beginning; undefined while it is whole. */
  readonly removed: RemovedEvents | undefined;
}

export interface RemovedEvents {
  /** The feed is whole behind this position. */
  readonly upTo: FeedPosition;
  /** Every event since this time is there. RFC 3339. */
  readonly keptSince: string;
}

export interface FeedPage extends ListPage<FeedEvent> {
  /** Whether events behind `after` may have been removed. */
  readonly isIncomplete: boolean;
}

/** Every committed event, in an order in which no later commit is inserted before an earlier one. */
export interface EventFeed {
  origin(): Promise<FeedOrigin>;
  page(query: FeedQuery & { readonly limit: number }): Promise<FeedPage>;
  /** The position behind every event that can be read now, and before every event that cannot. */
  end(): Promise<FeedPosition>;
  /** The position of the first event behind `after` that occurred at `since` or later; undefined when there is none. */
  firstSince(query: FeedQuery & { readonly since: string }): Promise<FeedPosition | undefined>;
}

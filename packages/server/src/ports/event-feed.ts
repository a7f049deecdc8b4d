import type { EventType } from '../domain/events.js';

/** Where an event stands in the feed. */
export interface FeedPosition {
  /** The database's id of the transaction that wrote it: 64 bits, as decimal digits. */
  readonly transactionId: string;
  readonly id: number;
}

export interface FeedEvent {
  readonly position: FeedPosition;
  /** Whose order it is about. */
  readonly ownerId: number;
  readonly type: EventType;
  /** RFC 3339 in UTC, with microseconds: such times compare as text. */
  readonly occurredAt: string;
  /** The event's body as JSON text, as it is published; its amounts are exact decimal digits. */
  readonly body: string;
}

/** Every committed event in an order that no later commit can get in front of. */
export interface EventFeed {
  page(query: { ownerId: number | undefined; after: FeedPosition | undefined; limit: number }): Promise<FeedEvent[]>;
  /** Behind everything the feed has now, and in front of all that is to come. */
  end(): Promise<FeedPosition>;
  /** The position of the first event behind `after` that occurred at `since` or later. */
  firstSince(query: {
    ownerId: number | undefined;
    after: FeedPosition | undefined;
    since: string;
  }): Promise<FeedPosition | undefined>;
}

/** Finds events by time. */
export interface EventClock {
  /**
   * A position of the feed behind which lies every event that occurred at `time` or later, and a minute or so of earlier
   * ones, which the reader passes over; undefined when that is the feed's beginning. Costs a few index probes.
   */
  positionBefore(time: string): Promise<FeedPosition | undefined>;
}

import type { RecordedEvent } from './recorded-event.js';

/** An event that this relay may publish until its lease ends. Until then no other relay has an event of the same order. */
export interface ClaimedEvent {
  readonly event: RecordedEvent;
  /** Fencing token of every write about this claim: after another claim of the event, such a write changes nothing. */
  readonly claimToken: string;
  /** How often the broker has returned, nacked or refused the event. */
  readonly attempts: number;
  /** How often the broker has refused this very event. */
  readonly refusals: number;
}

/** A claimed event that leaves the outbox. */
export interface ResolvedEvent extends ClaimedEvent {
  /** False for an event of a type that this deployment does not publish; true if absent. */
  readonly published?: boolean;
}

/** Why an event is published later, and when. */
export interface Reschedule {
  readonly claimed: ClaimedEvent;
  readonly delayMs: number;
  /** The broker's reason. */
  readonly error: string;
  /** Whether the broker refused this very event, rather than its queues being unable to take any. */
  readonly refused: boolean;
  /** Not published until an operator decides. Later versions of its order wait, too. */
  readonly deadLettered: boolean;
}

export interface OutboxFigures {
  /** Events that wait, dead-lettered ones included; above 10,000 an estimate from the ids in use. */
  readonly depth: number;
  /**
   * Age of the oldest event that waits and is not dead-lettered; 0 when there is none. The age of a replayed event is the
   * time since its replay.
   */
  readonly oldestAgeSeconds: number;
  /** Events that were returned, nacked or refused at their last attempt and wait for another. At most 20,000 are counted. */
  readonly failing: number;
  /** The broker's reason for one of them. */
  readonly failingReason: string | null;
  /** At most 10,000 are counted. */
  readonly deadLettered: number;
}

/** The events that wait to be published. Times are the database's. Every call is one statement and one commit. */
export interface OutboxStore {
  /**
   * Claims up to `limit` new events, and as many rescheduled ones that are due, oldest first: of each order only the
   * lowest version that is not published yet. The commit is durable before this resolves, and so is everything that was
   * committed before it: a failover cannot lose a change whose event was published.
   */
  claim(limit: number, leaseMs: number): Promise<ClaimedEvent[]>;
  /**
   * Deletes events that the broker has confirmed, or is not to have; keeps when it confirmed them. Asynchronous commit: if a crash loses it, they are published again.
   * @returns whether the next version of one of these orders is in the outbox
   */
  remove(resolved: readonly ResolvedEvent[]): Promise<boolean>;
  /** Gives claims back, so that any relay may publish these events at once. */
  release(claimed: readonly ClaimedEvent[]): Promise<void>;
  /** Gives claims back to be published later, or dead-letters them. */
  reschedule(reschedules: readonly Reschedule[]): Promise<void>;
  /** Its cost does not depend on the number of events. */
  figures(): Promise<OutboxFigures>;
}

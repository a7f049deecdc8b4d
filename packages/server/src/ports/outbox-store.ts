import type { RecordedEvent } from './recorded-event.js';

/** An event this relay may publish until its lease runs out; nobody else holds one of the same order meanwhile. */
export interface ClaimedEvent {
  readonly event: RecordedEvent;
  /** Fences every write about this claim: once somebody else has claimed the event, such a write changes nothing. */
  readonly claimToken: string;
  /** How often the event has been returned, nacked or refused. */
  readonly attempts: number;
  /** How often the broker has refused this very event. */
  readonly refusals: number;
}

/** Why and for how long an event has to wait. */
export interface Reschedule {
  readonly claimed: ClaimedEvent;
  readonly delayMs: number;
  /** What the broker said. */
  readonly error: string;
  /** Whether it was this event that the broker refused, and not its queues that could not take it. */
  readonly refused: boolean;
  /** Set aside until an operator decides; later versions of its order wait behind it. */
  readonly deadLettered: boolean;
}

export interface OutboxFigures {
  /** Events that wait, dead-lettered ones included; above 10,000 an estimate from the ids in use. */
  readonly depth: number;
  /** Age of the oldest event that waits and is not dead-lettered, since it was put back if it was replayed; 0 when none does. */
  readonly oldestAgeSeconds: number;
  /** At most 10,000 are counted. */
  readonly deadLettered: number;
}

/** The events that wait for the broker. Time is the database's. Every call is one statement and one commit. */
export interface OutboxStore {
  /**
   * Takes up to `limit` new events and as many whose reschedule is over, of each order only the lowest version that
   * is not published yet, oldest first. The commit is durable before this resolves, and everything that was committed
   * before it is, too: what gets published cannot be undone by a failover any more.
   */
  claim(limit: number, leaseMs: number): Promise<ClaimedEvent[]>;
  /**
   * Deletes events that the broker has confirmed. Its own commit may be lost in a crash, which costs a repetition.
   * @returns whether the next version of one of these orders has been waiting
   */
  remove(confirmed: readonly ClaimedEvent[]): Promise<boolean>;
  /** Gives claims back, so that anybody may publish these events at once. */
  release(claimed: readonly ClaimedEvent[]): Promise<void>;
  /** Gives claims back to be published later, or parks them. */
  reschedule(reschedules: readonly Reschedule[]): Promise<void>;
  /** Costs the same whatever the backlog. */
  figures(): Promise<OutboxFigures>;
}

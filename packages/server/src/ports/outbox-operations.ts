import type { Trace } from './trace.js';
import type { EventType } from '../domain/events.js';

export type OutboxState = 'dead_lettered' | 'waiting';

/** An event in the outbox, as operators see it. Times are RFC 3339 in UTC. */
export interface OutboxEntry {
  readonly eventId: string;
  readonly orderId: number;
  readonly version: number;
  readonly type: EventType;
  readonly attempts: number;
  readonly refusals: number;
  /** Null when it is due or dead-lettered. */
  readonly nextAttemptAt: string | null;
  readonly deadLetteredAt: string | null;
  readonly lastError: string | null;
  /** Later events of the same order in the outbox. */
  readonly waitingBehind: number;
  readonly occurredAt: string;
}

/** Where an entry stands in a list. `deadLetteredAt` is null in the list of waiting events. */
export interface OutboxPosition {
  readonly deadLetteredAt: string | null;
  readonly orderId: number;
  readonly version: number;
}

export interface OutboxQuery {
  readonly state: OutboxState;
  readonly after: OutboxPosition | undefined;
  readonly limit: number;
}

/** Which event is skipped, why, and by whom. */
export interface SkipEvent {
  readonly eventId: string;
  readonly reason: string;
  readonly actor: string;
  readonly trace: Trace;
}

/** The record of an event that was skipped instead of published. */
export interface SkippedEvent {
  readonly eventId: string;
  readonly orderId: number;
  readonly version: number;
  readonly type: EventType;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly reason: string;
  readonly actor: string;
  readonly skippedAt: string;
  readonly occurredAt: string;
}

/** `waiting`: the event is in the outbox and not dead-lettered; `absent`: it is not there. */
export type SkipOutcome = SkippedEvent | 'waiting' | 'absent';

/** What operators do with the outbox. */
export interface OutboxOperations {
  /** Dead-lettered events by time, waiting ones by order. The cost depends on the page's size alone. */
  list(query: OutboxQuery): Promise<OutboxEntry[]>;
  /** Makes an event due at once, dead-lettered or not; undefined when it is not in the outbox. */
  retry(eventId: string): Promise<OutboxEntry | undefined>;
  /** Removes a dead-lettered event, and records who did it and why. Idempotent: returns the first record again. */
  skip(skip: SkipEvent): Promise<SkipOutcome>;
}

import type { Trace } from './trace.js';
import type { EventType } from '../domain/events.js';

/** What operators need from the world. Times are RFC 3339 in UTC, amounts decimals with two places. */

export type OutboxState = 'dead_lettered' | 'waiting';

/** An event in the outbox, as operators see it. */
export interface OutboxEntry {
  readonly eventId: string;
  readonly orderId: number;
  readonly version: number;
  readonly type: EventType;
  readonly attempts: number;
  readonly refusals: number;
  /** When it is tried again; null when it is due or dead-lettered. */
  readonly nextAttemptAt: string | null;
  readonly deadLetteredAt: string | null;
  readonly lastError: string | null;
  /** Later events of the same order in the outbox. */
  readonly waitingBehind: number;
  readonly occurredAt: string;
}

/** Where an entry stands in a list. `deadLetteredAt` is null in the list of those that wait. */
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

/** Why an event is skipped, and who says so. */
export interface SkipEvent {
  readonly eventId: string;
  readonly reason: string;
  readonly actor: string;
  readonly trace: Trace;
}

/** What is kept of an event that was never published. */
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

/** The outbox in an operator's hands. */
export interface OutboxOperations {
  /** Dead-lettered events by when they were dead-lettered, waiting ones by order; the cost grows with the page alone. */
  list(query: OutboxQuery): Promise<OutboxEntry[]>;
  /** Makes an event due at once, dead-lettered or not; undefined when it is not in the outbox. */
  retry(eventId: string): Promise<OutboxEntry | undefined>;
  /** Takes a dead-lettered event out and keeps who did it and why. The second time it finds what was kept the first time. */
  skip(skip: SkipEvent): Promise<SkipOutcome>;
}

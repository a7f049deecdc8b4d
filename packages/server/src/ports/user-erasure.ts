import type { Trace } from './trace.js';

/** What an operator asks for. The id is the caller's: the same one continues the same erasure. */
export interface EraseUser {
  /** UUID. */
  readonly erasureId: string;
  readonly userId: number;
  readonly reason: string;
  readonly actor: string;
  readonly trace: Trace;
  /** Events of the user that are looked at in this step, at most. */
  readonly limit: number;
}

/**
 * What the end of an erasure waits for. `transactions`: writes that began before, and may still commit an order.
 * `publications`: leases on events of these orders, which a relay may be publishing as they were.
 */
export type ErasureWait = 'transactions' | 'publications';

/** The record of an erasure, and how far it has got. Times are RFC 3339 in UTC. */
export interface Erasure {
  readonly erasureId: string;
  readonly userId: number;
  readonly reason: string;
  readonly actor: string;
  readonly startedAt: string;
  /** Null until no trace is left. */
  readonly completedAt: string | null;
  /** Orders that it has erased. */
  readonly orders: number;
  /** Events of the user that it has not looked at yet. Counted up to 10,000. */
  readonly remaining: number;
  /** Null while events remain, and when it is complete. */
  readonly waitingFor: ErasureWait | null;
}

/** What there is of a user. Each is counted up to `MAX_PLANNED`. */
export interface ErasurePlan {
  readonly orders: number;
  readonly events: number;
  readonly idempotencyKeys: number;
  /** Rows that were left in this cell when the user's lane moved to another one. */
  readonly archivedRows: number;
  /** The newest first, `MAX_LISTED_ERASURES` at most. */
  readonly erasures: readonly Erasure[];
}

export const MAX_PLANNED = 100_000;
export const MAX_LISTED_ERASURES = 20;

/** The erasure of users' personal data. Every call is bounded, however many orders a user has. */
export interface UserErasure {
  plan(userId: number): Promise<ErasurePlan>;
  /**
   * Begins an erasure or continues it by one step; returns a complete one as it is. Idempotent.
   * @throws LaneMovingError when it would begin while the user's lane moves to another cell
   */
  step(erase: EraseUser): Promise<Erasure>;
}

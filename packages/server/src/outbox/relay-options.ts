import type { Backoff } from '../concurrency/retry-delay.js';

/**
 * Where a test can inject a fault: after events were claimed, each time a message is handed to the channel, before
 * confirmed events are removed, and after that.
 */
export type RelayStep = 'claimed' | 'published' | 'confirmed' | 'removed';

export interface RelayOptions {
  /**
   * Unconfirmed messages at a time. Enough to keep the broker busy while the next events are claimed; a larger window adds
   * latency, and repeats more messages after a crash.
   */
  readonly window: number;
  /** Events in one claim. */
  readonly batch: number;
  /**
   * How long a claim is valid. Events that are not published in a quarter of that time are released; the rest is for the
   * confirm. After a crash, other servers claim the events when this time is over, with the next poll.
   */
  readonly leaseMs: number;
  /** The longest pause between two claims without a notify. It doubles up to `idlePollMs` while the outbox is empty. */
  readonly pollMs: number;
  readonly idlePollMs: number;
  /**
   * The shortest pause after a claim that was not full, and between two removals that are not. Events gather meanwhile: a
   * statement costs the database about the same for one event as for many.
   */
  readonly gatherMs: number;
  /** An event that the broker has refused this often is dead-lettered. */
  readonly maxRefusals: number;
  /** For events that were returned, nacked or refused. */
  readonly backoff: Backoff;
  /** How long `stop` waits for the broker, and then for the database. */
  readonly drainTimeoutMs: number;
}

export const RELAY_DEFAULTS: RelayOptions = {
  window: 400,
  batch: 400,
  leaseMs: 7_000,
  pollMs: 250,
  idlePollMs: 2_000,
  gatherMs: 50,
  maxRefusals: 5,
  backoff: { baseMs: 500, capMs: 60_000 },
  drainTimeoutMs: 3_000,
};

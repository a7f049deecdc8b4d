import type { Backoff } from '../concurrency/retry-delay.js';

/**
 * Where a fault can be put in between: once events are claimed, each time a message is handed to the channel, before
 * confirmed events are removed, and after that.
 */
export type RelayStep = 'claimed' | 'published' | 'confirmed' | 'removed';

export interface RelayOptions {
  /**
   * Messages under way at a time: so many keep the broker busy while the next ones are claimed, and so many at the most
   * are repeated after a crash. More only add latency.
   */
  readonly window: number;
  /** Events taken with one claim. */
  readonly batch: number;
  /** How long a claim holds; what is not under way by then is given back. */
  readonly leaseMs: number;
  /** Longest pause between two claims when nobody notifies; doubles up to `idlePollMs` while there is nothing to do. */
  readonly pollMs: number;
  readonly idlePollMs: number;
  /**
   * Shortest pause after a claim that found little, and after few confirmed events were removed: what comes meanwhile
   * gathers, since each statement costs the database about the same for one event as for many.
   */
  readonly gatherMs: number;
  /** An event that the broker has refused so often is dead-lettered. */
  readonly maxRefusals: number;
  /** For events that were returned, nacked or refused. */
  readonly backoff: Backoff;
  /** How long `stop` waits for the broker, and then for the database. */
  readonly drainTimeoutMs: number;
}

export const RELAY_DEFAULTS: RelayOptions = {
  window: 400,
  batch: 400,
  leaseMs: 30_000,
  pollMs: 250,
  idlePollMs: 2_000,
  gatherMs: 50,
  maxRefusals: 5,
  backoff: { baseMs: 500, capMs: 60_000 },
  drainTimeoutMs: 3_000,
};

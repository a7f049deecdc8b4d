import type { TimedTransition } from '../domain/timed-transition.js';
import type { DueFigures } from './due-orders.js';
import type { OutboxFigures } from './outbox-store.js';
import type { RelayStatus } from './relay-status.js';

/** What the database allows at the moment. */
export interface DatabaseState {
  /** The number of the cell; null while it cannot be read. */
  readonly cell: number | null;
  /** `read_only`: a standby, or a primary that rejects writes. */
  readonly database: 'connected' | 'read_only' | 'disconnected';
  /**
   * `foreign`: tables of these names belong to another program. `unknown` while the database cannot be reached.
   */
  readonly migrations: 'current' | 'behind' | 'foreign' | 'unknown';
  /** A sentence each: what is wrong, and what to do. */
  readonly problems: readonly string[];
}

/** What a timed transition has to do, and what this process has done. */
export interface TimerSource {
  readonly timers: readonly TimedTransition[];
  /** Undefined when it cannot be read. */
  figures(timer: TimedTransition): Promise<DueFigures | undefined>;
  /** Calls `listener` after orders were moved, with the seconds that each was late. */
  onMoved(listener: (timer: TimedTransition, lateSeconds: readonly number[]) => void): void;
}

/** How far what is derived from the events is behind them, and the database's clock. */
export interface DerivedFigures {
  /** Seconds since the first change that the statistics lack; 0 if there is none. */
  readonly statisticsLagSeconds: number;
  /** The same of the search. */
  readonly searchLagSeconds: number;
  /** Age of the first event of the feed; null if it has none. */
  readonly feedAgeSeconds: number | null;
  /** By how much the database's clock is ahead of this process's; undefined when the database answered too late to know. */
  readonly clockOffsetSeconds: number | undefined;
}

/** The state of the server and of what it depends on. No method throws: what cannot be read is undefined or `unknown`. */
export interface HealthSource {
  database(): Promise<DatabaseState>;
  outbox(): Promise<OutboxFigures | undefined>;
  relay(): RelayStatus;
  derived(): Promise<DerivedFigures | undefined>;
  readonly timers: TimerSource;
  /** Whether the server is shutting down. */
  stopping(): boolean;
}

import type { TimedTransition } from '../domain/timed-transition.js';
import type { Trace } from './trace.js';

/** One statement's share of the due orders. */
export interface DueMove {
  readonly timer: TimedTransition;
  /** UUIDv7 of the events; at most as many orders are moved. */
  readonly eventIds: readonly string[];
  readonly trace: Trace;
}

export interface DueFigures {
  /** Orders that are due and have not moved; at most 10,000 are counted. */
  readonly due: number;
  /** Seconds since the first of them became due; 0 if there is none. */
  readonly lateSeconds: number;
}

/** The orders that a timed transition is due for. Times are the database's. Each call is one statement. */
export interface DueOrders {
  /**
   * Moves those that have been due for longest, and writes their events. Orders that another transaction is changing are
   * left out, so that replicas share the work and another change of an order comes first.
   * @returns how late each was, in seconds
   */
  move(move: DueMove): Promise<readonly number[]>;
  /** Seconds until the next order is due, 0 or less when one is due now; undefined when no order is in that status. */
  nextDueSeconds(timer: TimedTransition): Promise<number | undefined>;
  figures(timer: TimedTransition): Promise<DueFigures>;
}

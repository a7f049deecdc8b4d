import type { Figures } from './contenders.js';
import type { Case } from './workload.js';

export interface LoadRow extends Figures {
  readonly round: number;
  readonly contender: string;
  readonly case: Case;
  readonly connections: number;
}

/** At a fixed rate, which every contender that is compared can hold. */
export interface LatencyRow extends LoadRow {
  readonly rate: number;
}

export interface EventFigures {
  /** Messages a second: what a bare confirm channel with a window of 100 does, and the relay, round by round. */
  readonly barePerSecond: readonly number[];
  readonly relayPerSecond: readonly number[];
  readonly createsPerSecond: number;
  /** The greatest age of an event in the outbox while orders came at 70 % of the most. */
  readonly greatestLagSeconds: number;
}

export interface StartFigures {
  readonly command: string;
  /** The command it is measured beside. */
  readonly beside: string;
  readonly medianMs: number;
  readonly cpuMs: number;
  readonly ratio: number;
  readonly cpuRatio: number;
}

export interface GrowthRow {
  readonly query: string;
  readonly orders: number;
  readonly executionMs: number;
  readonly blocks: number;
  /** Indexes and scans of the plan, as `Index Scan orders_user_newest`. */
  readonly scans: readonly string[];
}

/** What there is after so many requests. */
export interface EnduranceRow {
  readonly requests: number;
  /** Resident memory of the server. */
  readonly rssMb: number;
  readonly outboxRows: number;
  /** With its indexes, and the space of rows that are gone. */
  readonly outboxMb: number;
}

export interface Results {
  readonly command: string;
  readonly startedAt: string;
  readonly machine: string;
  readonly generator: string;
  readonly commit: string;
  readonly orders: number;
  load: LoadRow[];
  latency: LatencyRow[];
  events?: EventFigures;
  cli: StartFigures[];
  growth: GrowthRow[];
  endurance: EnduranceRow[];
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

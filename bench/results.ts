import type { Figures } from './contenders.js';
import type { Case } from './workload.js';

export interface LoadRow extends Figures {
  readonly round: number;
  readonly contender: string;
  readonly case: Case;
  readonly connections: number;
}

/** Measured at a fixed rate that all compared contenders can sustain. */
export interface LatencyRow extends LoadRow {
  readonly rate: number;
  /** That of the slowest server's throughput. */
  readonly share: number;
}

/** What was measured: how results name it, and how a reader does. */
export interface Named {
  readonly name: string;
  readonly label: string;
}

/** How requests fare that are offered faster than they are answered. */
export interface OverloadRow {
  readonly case: Case;
  readonly connections: number;
  /** Requests a second. */
  readonly offered: number;
  readonly answeredPerSecond: number;
  /** With 503. */
  readonly refusedPerSecond: number;
  /** Requests with another error, or without an answer within 10 s. */
  readonly lost: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface EventFigures {
  /** Messages per second of a bare confirm channel and of the relay, by round. */
  readonly barePerSecond: readonly number[];
  readonly relayPerSecond: readonly number[];
  readonly createsPerSecond: number;
  /** The maximum age of an event in the outbox at 70 % of the maximum rate of orders. */
  readonly greatestLagSeconds: number;
}

export interface StartFigures {
  readonly command: string;
  /** The command it is compared with. */
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
  /** With nothing in PostgreSQL's cache. */
  readonly coldMs: number;
  readonly blocks: number;
  /** Scans of the plan, such as `Index Scan orders_user_newest`. */
  readonly scans: readonly string[];
}

/** Measurement after a number of requests. */
export interface EnduranceRow {
  readonly requests: number;
  /** Resident memory of the server. */
  readonly rssMb: number;
  readonly outboxRows: number;
  /** Including indexes and dead rows. */
  readonly outboxMb: number;
}

/** A table at the end of an hour. */
export interface DayTable {
  readonly name: string;
  readonly rows: number;
  /** Dead rows, as the statistics of PostgreSQL estimate them. */
  readonly dead: number;
  /** Including indexes, dead rows and free space. */
  readonly mb: number;
}

/** The tables after an hour of a shortened day. */
export interface DayHour {
  readonly hour: number;
  /** Placed since the day began. */
  readonly orders: number;
  readonly tables: readonly DayTable[];
}

/** Live streams, and the events of orders that are placed meanwhile. */
export interface StreamsRow {
  readonly streams: number;
  /** Until all have begun. */
  readonly openedMs: number;
  /** Of one processor, while nothing happens. */
  readonly idleCpuShare: number;
  readonly rssMb: number;
  readonly expected: number;
  readonly received: number;
  /** The server's processor time for one event on one stream, with its part of placing the order. */
  readonly eventCpuUs: number;
  /** From the change to the reader. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** The latency of placing an order, alone and beside anonymous clients of one kind. */
export interface AnonymousRow {
  readonly kind: string;
  /** Medians. */
  readonly aloneMs: number;
  readonly besideMs: number;
  readonly anonymousPerSecond: number;
}

export interface Results {
  readonly command: string;
  readonly startedAt: string;
  readonly machine: string;
  readonly generator: string;
  readonly commit: string;
  readonly orders: number;
  /** Of the orders that were created. */
  readonly lines: number;
  /** In the order of tables. */
  readonly contenders: readonly Named[];
  load: LoadRow[];
  latency: LatencyRow[];
  overload: OverloadRow[];
  events?: EventFigures;
  cli: StartFigures[];
  growth: GrowthRow[];
  endurance: EnduranceRow[];
  anonymous: AnonymousRow[];
  streams: StreamsRow[];
  day: DayHour[];
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

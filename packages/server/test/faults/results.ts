import { cpus, totalmem } from 'node:os';
import type { RunResult } from './run-scenario.js';
import type { Row } from './row.js';

/** A scenario that could not run, and why. */
export interface Skipped {
  readonly row: number;
  readonly scenario: string;
  readonly why: string;
}

/** The results of a run of the fault table, as they are written to a file. */
export interface Results {
  readonly command: string;
  readonly date: string;
  readonly machine: string;
  readonly rows: readonly Pick<Row, 'number' | 'title' | 'promises'>[];
  /** Scenarios with fewer promises than their row, as `<row> <scenario>`: their violations are counted, and do not fail. */
  readonly counted: readonly string[];
  readonly runs: readonly RunResult[];
  readonly skipped: readonly Skipped[];
}

export interface Line {
  readonly runs: number;
  readonly seeds: string;
  readonly acknowledged: number;
  /** Changes that were acknowledged and are not in the database, or were committed and are not on the queue. */
  readonly lost: number;
  readonly duplicated: number;
  readonly misordered: number;
  readonly unexpected: number;
  readonly redelivered: number;
  readonly longestRecoveryMs: number;
  readonly broken: string;
}

/** Sums up runs. */
export function addUp(runs: readonly RunResult[]): Line {
  const sum = (of: (run: RunResult) => number): number => runs.reduce((total, run) => total + of(run), 0);
  const seeds = runs.map(({ seed }) => seed);
  return {
    runs: runs.length,
    seeds: seeds.length === 0 ? '' : rangeOf(Math.min(...seeds), Math.max(...seeds)),
    acknowledged: sum(({ verdict }) => verdict.counts.acknowledged),
    lost: sum(({ verdict }) => verdict.counts.lost + verdict.counts.undelivered),
    duplicated: sum(
      ({ verdict }) => verdict.counts.duplicated + verdict.counts.inconsistent + verdict.counts.contradicted,
    ),
    misordered: sum(({ verdict }) => verdict.counts.misordered),
    unexpected: sum(({ verdict }) => verdict.counts.unexpected),
    redelivered: sum(({ verdict }) => verdict.counts.redelivered),
    longestRecoveryMs: Math.max(0, ...runs.map(({ verdict }) => verdict.recoveryMs)),
    broken: [...new Set(runs.flatMap(({ broken }) => broken))].sort().join(''),
  };
}

function rangeOf(first: number, last: number): string {
  return first === last ? String(first) : `${first}–${last}`;
}

/** Processors, memory and Node.js version, for the results. */
export function describeMachine(): string {
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${gigabytes} GB, Node ${process.versions.node}`;
}

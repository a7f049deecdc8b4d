import { cpus, totalmem } from 'node:os';
import type { RunResult } from './play.js';
import type { Row } from './row.js';

/** A row that could not be played, and why. */
export interface Skipped {
  readonly row: number;
  readonly scenario: string;
  readonly why: string;
}

/** What a whole run of the rig came to, as it is written to disk. */
export interface Results {
  readonly command: string;
  readonly date: string;
  readonly machine: string;
  readonly rows: readonly Pick<Row, 'number' | 'title' | 'promises'>[];
  /** Scenarios that promise less than their row, as `<row> <scenario>`: what they lose is counted. */
  readonly counted: readonly string[];
  readonly runs: readonly RunResult[];
  readonly skipped: readonly Skipped[];
}

export interface Line {
  readonly runs: number;
  readonly seeds: string;
  readonly acknowledged: number;
  /** Acknowledged and not in the database, or committed and not on the queue. */
  readonly lost: number;
  readonly doubled: number;
  readonly misordered: number;
  readonly ghosts: number;
  readonly duplicates: number;
  readonly longestRecoveryMs: number;
  readonly broken: string;
}

/** Adds up runs of one row or scenario, or of all. */
export function addUp(runs: readonly RunResult[]): Line {
  const sum = (of: (run: RunResult) => number): number => runs.reduce((total, run) => total + of(run), 0);
  const seeds = runs.map(({ seed }) => seed);
  return {
    runs: runs.length,
    seeds: seeds.length === 0 ? '' : rangeOf(Math.min(...seeds), Math.max(...seeds)),
    acknowledged: sum(({ verdict }) => verdict.counts.acknowledged),
    lost: sum(({ verdict }) => verdict.counts.lost + verdict.counts.unacknowledged),
    doubled: sum(({ verdict }) => verdict.counts.doubled + verdict.counts.disagreeing + verdict.counts.contradicted),
    misordered: sum(({ verdict }) => verdict.counts.misordered),
    ghosts: sum(({ verdict }) => verdict.counts.ghosts),
    duplicates: sum(({ verdict }) => verdict.counts.duplicates),
    longestRecoveryMs: Math.max(0, ...runs.map(({ verdict }) => verdict.recoveryMs)),
    broken: [...new Set(runs.flatMap(({ broken }) => broken))].sort().join(''),
  };
}

function rangeOf(first: number, last: number): string {
  return first === last ? String(first) : `${first}–${last}`;
}

/** The machine, in a few words. */
export function describeMachine(): string {
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${gigabytes} GB, Node ${process.versions.node}`;
}

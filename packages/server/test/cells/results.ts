import type { Promised, Verdict } from '../faults/checker/verdict.js';

export interface ScenarioResult {
  readonly scenario: string;
  readonly title: string;
  readonly seed: number;
  readonly verdict: Verdict;
  /** The scenario's promises that were broken. */
  readonly broken: readonly Promised[];
  /** How long a lane stood still in each move that was not interrupted. */
  readonly standstillsMs: readonly number[];
  /** The longest time without an acknowledged change, of the users in cell 0 and in cell 1. */
  readonly longestPauseMs: readonly [number, number];
  readonly seconds: number;
}

/** What `npm run test:cells -- --output` writes. */
export interface CellResults {
  readonly command: string;
  readonly date: string;
  readonly machine: string;
  readonly scenarios: readonly ScenarioResult[];
}

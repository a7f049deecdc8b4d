import type { Mutation } from './rig/fault-plan.js';
import type { Promised } from './checker/verdict.js';
import type { Row, Scenario } from './row.js';
import { ROWS } from './rows/index.js';

/** A defect of the relay, the scenario that must detect it, and the promise that it breaks there. */
export interface Mutant {
  readonly mutation: Mutation;
  readonly row: Row;
  readonly scenario: Scenario;
  readonly breaks: Promised;
}

export const MUTANTS: readonly Mutant[] = [
  mutant('bare-skip-locked', 1, 'at each step', 'C'),
  mutant('delete-before-confirm', 5, 'half open', 'B'),
  mutant('not-mandatory', 7, 'unbound', 'B'),
  mutant('two-in-flight', 7, 'rejecting queue', 'C'),
];

/** Finds a scenario of the fault table by its row and name. @throws Error if there is none. */
export function scenarioOf(number: number, name: string): { row: Row; scenario: Scenario } {
  const row = ROWS.find((candidate) => candidate.number === number);
  const scenario = row?.scenarios.find((candidate) => candidate.name === name);
  if (!row || !scenario) throw new Error(`the fault table has no row ${number} with the scenario: ${name}`);
  return { row, scenario };
}

function mutant(mutation: Mutation, row: number, scenario: string, breaks: Promised): Mutant {
  return { mutation, ...scenarioOf(row, scenario), breaks };
}

import { cpuUs } from './run-load.js';
import type { LoadRow } from './results.js';
import { CASES, type Case } from './workload.js';

/** How much more than published a case may cost. Rounds of one version differ by less. */
const MAX_GROWTH = 1.15;
/** What the service is compared with, in the same run, so that the machine and its other load cancel out. */
export const REFERENCES = ['pgbench', 'fastify-publishing'] as const;

export interface BudgetRow {
  readonly case: Case;
  /** The service's processor time a request, of server and database, divided by a reference's. */
  readonly comparisons: readonly Comparison[];
  /** Whether the case costs too much, compared with every reference: a single one may have had a bad round itself. */
  readonly exceeded: boolean;
}

interface Comparison {
  readonly reference: string;
  readonly published: number;
  readonly now: number;
}

/**
 * Compares the cost of each case with the published one. Cases that were measured on one side only are left out.
 * @throws Error if there is nothing to compare
 */
export function budget(published: readonly LoadRow[], now: readonly LoadRow[]): BudgetRow[] {
  const rows = CASES.flatMap((name): BudgetRow[] => {
    const comparisons = REFERENCES.map((reference) => ({
      reference,
      published: cost(published, name, reference),
      now: cost(now, name, reference),
    })).filter((one) => Number.isFinite(one.published) && Number.isFinite(one.now));
    if (comparisons.length === 0) return [];
    return [{ case: name, comparisons, exceeded: comparisons.every((one) => one.now > one.published * MAX_GROWTH) }];
  });
  if (rows.length === 0) throw new Error(`Neither ${REFERENCES.join(' nor ')} was measured in both runs`);
  return rows;
}

function cost(rows: readonly LoadRow[], name: Case, reference: string): number {
  return cpuUs(rows, 'service', name) / cpuUs(rows, reference, name);
}

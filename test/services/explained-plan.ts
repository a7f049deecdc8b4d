/** A node of a plan as `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)` returns it. */
export interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  /** Of a common table expression, `CTE name`. */
  readonly 'Subplan Name'?: string;
  /** The common table expression that the node reads. */
  readonly 'CTE Name'?: string;
  readonly 'Shared Hit Blocks'?: number;
  readonly 'Shared Read Blocks'?: number;
  readonly Plans?: readonly Plan[];
}

/**
 * Number of table and index pages that a statement touches. A node counts those of the nodes below it, but what a common table
 * expression writes is in no other node if nothing reads the expression: PostgreSQL executes these at the end.
 */
export function touchedBlocks(plan: Plan): number {
  const nodes = nodesOf(plan);
  const isRead = (name: string): boolean => nodes.some((node) => node['CTE Name'] === name);
  const atTheEnd = nodes.filter(({ 'Subplan Name': name = '' }) => name.startsWith('CTE ') && !isRead(name.slice(4)));
  return [plan, ...atTheEnd].reduce((blocks, node) => blocks + ownBlocks(node), 0);
}

/** The tables and indexes that are scanned, with how. */
export function scansOf(plan: Plan): string[] {
  return nodesOf(plan).flatMap((node) => {
    const relation = node['Index Name'] ?? node['Relation Name'];
    return relation !== undefined && node['Node Type'].includes('Scan') ? [`${node['Node Type']} ${relation}`] : [];
  });
}

function ownBlocks(plan: Plan): number {
  return (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0);
}

function nodesOf(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

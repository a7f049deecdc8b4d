import type { ImportCounts } from './import-orders.js';
import type { StatusTotal, Verification } from './verify-import.js';

const number = (value: number): string => value.toLocaleString('en-US');
const orders = (count: number): string => `${number(count)} ${count === 1 ? 'order' : 'orders'}`;

/** What an import would do, or has done, as lines. */
export function countLines(counts: ImportCounts, { dryRun }: { readonly dryRun: boolean }): string {
  const { read, imported, moved, unchanged, rejected } = counts;
  const were = (count: number): string => `${orders(count)} ${dryRun ? 'would be' : count === 1 ? 'was' : 'were'}`;
  return [
    `${orders(read)} in the other service's database.`,
    `${were(imported)} imported.`,
    ...(moved > 0 ? [`${were(moved)} moved to the status of the other service.`] : []),
    ...(unchanged > 0 ? [`${orders(unchanged)} ${unchanged === 1 ? 'has' : 'have'} been imported before.`] : []),
    ...(rejected > 0 ? [`${orders(rejected)} cannot be imported.`] : []),
    '',
  ].join('\n');
}

/** The comparison of both databases, as lines. */
export function verificationLines({ source, target, users, differences, differing }: Verification): string {
  const statuses = [...new Set([...source, ...target].map(({ status }) => status))];
  const rows = statuses.map((status) => [status, ...cells(source, status), ...cells(target, status)]);
  const table = [['Status', 'Orders there', 'Amount there', 'Orders here', 'Amount here'], ...rows];
  const widths = table.reduce<number[]>((wide, row) => row.map((cell, at) => Math.max(wide[at] ?? 0, cell.length)), []);
  const lines = table.map((row) =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  '),
  );
  const verdict =
    differing === 0
      ? `Verified: the orders of ${number(users)} users are equal in both databases.`
      : `${orders(differing)} differ between the databases:`;
  return [...lines, '', verdict, ...differences, ''].join('\n');
}

function cells(totals: readonly StatusTotal[], status: string): [string, string] {
  const total = totals.find((one) => one.status === status);
  return [number(total?.orders ?? 0), total?.amount ?? '0.00'];
}

import { readFile } from 'node:fs/promises';
import { tableRow, writeSection } from '../support/document-section.js';
import { addUp, type Line, type Results } from './results.js';

/** Writes the table of results into docs/reliability.md, from files that `npm run test:faults -- --output` wrote. */

const COLUMNS = [
  'row',
  'fault',
  'runs',
  'seeds',
  'acknowledged',
  'lost',
  'duplicated',
  'misordered',
  'unexpected',
  'longest recovery',
];

function cells({
  runs,
  seeds,
  acknowledged,
  lost,
  duplicated,
  misordered,
  unexpected,
  longestRecoveryMs,
}: Line): string[] {
  const counts = [acknowledged, lost, duplicated, misordered, unexpected].map((count) => count.toLocaleString('en'));
  return [String(runs), seeds, ...counts, `${(longestRecoveryMs / 1_000).toFixed(1)} s`];
}

function renderRow(results: Results, { number, title }: Results['rows'][number]): string[] {
  const own = results.runs.filter(({ row }) => row === number);
  // Scenarios with fewer promises than their row get lines of their own.
  const counted = own.filter(({ scenario }) => results.counted.includes(`${number} ${scenario}`));
  const held = own.filter((run) => !counted.includes(run));
  const lines = [[String(number), title, ...cells(addUp(held))]];
  for (const scenario of new Set(counted.map((run) => run.scenario))) {
    const some = counted.filter((run) => run.scenario === scenario);
    lines.push([`${number} *`, `${scenario}: counted, not promised`, ...cells(addUp(some))]);
  }
  return lines.map(tableRow);
}

function render(results: Results): string[] {
  const held = results.runs.filter(({ row, scenario }) => !results.counted.includes(`${row} ${scenario}`));
  const skipped = results.skipped.map(({ row, scenario, why }) => `Row ${row}, ${scenario}, was not run: ${why}.\n`);
  return [
    '```sh',
    results.command,
    '```',
    '',
    `Measured on ${results.date}, on ${results.machine}.`,
    '',
    tableRow(COLUMNS),
    tableRow(COLUMNS.map((_, index) => (index < 2 ? '---' : '---:'))),
    ...results.rows.flatMap((row) => renderRow(results, row)),
    tableRow(['', '**all, as promised**', ...cells(addUp(held)).map((cell) => `**${cell}**`)]),
    '',
    ...skipped,
  ];
}

/** Merges the results of several commands; for a row that was measured more than once, the last result counts. */
async function readResults(paths: readonly string[]): Promise<Results> {
  const all = await Promise.all(paths.map(async (path) => JSON.parse(await readFile(path, 'utf8')) as Results));
  const last = all.at(-1);
  if (!last) throw new Error('Usage: render.ts <results>…');
  const newest = new Map(all.flatMap((results) => results.rows.map((row) => [row.number, { row, results }])));
  const rows = [...newest].sort(([a], [b]) => a - b).map(([, found]) => found);
  return {
    ...last,
    command: all.map(({ command }) => command).join('\n'),
    rows: rows.map(({ row }) => row),
    counted: all.flatMap(({ counted }) => counted),
    runs: rows.flatMap(({ row, results }) => results.runs.filter((run) => run.row === row.number)),
    skipped: rows.flatMap(({ row, results }) => results.skipped.filter((skipped) => skipped.row === row.number)),
  };
}

await writeSection({ document: 'reliability.md', name: 'measured' }, render(await readResults(process.argv.slice(2))));

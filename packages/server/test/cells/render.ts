import { readFile } from 'node:fs/promises';
import { tableRow, writeSection } from '../support/document-section.js';
import type { CellResults, ScenarioResult } from './results.js';

/** Writes the results of `npm run test:cells -- --output docs/measured/cells.json` into docs/scaling.md. */

const RESULTS = new URL('../../../../docs/measured/cells.json', import.meta.url);
const HEADINGS = ['what happened', 'acknowledged', 'lost', 'doubled', 'out of order', 'standstill', 'longest pauses'];

function rowOf({ title, verdict, standstillsMs, longestPauseMs }: ScenarioResult): string[] {
  const { counts } = verdict;
  const sorted = standstillsMs.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  const standstill =
    median === undefined ? '' : `${sorted.length} times, median ${median} ms, longest ${sorted.at(-1)} ms`;
  return [
    title,
    counts.acknowledged.toLocaleString('en'),
    String(counts.lost + counts.undelivered),
    String(counts.duplicated + counts.inconsistent + counts.contradicted),
    String(counts.misordered),
    standstill,
    longestPauseMs.map((ms) => `${(ms / 1_000).toFixed(1)} s`).join(', '),
  ];
}

const { command, date, machine, scenarios } = JSON.parse(await readFile(RESULTS, 'utf8')) as CellResults;
await writeSection({ document: 'scaling.md', name: 'cells' }, [
  ...['```sh', command, '```', '', `Measured on ${date}, on ${machine}, beside other work.`],
  'Longest pauses: without an acknowledged change, of the users who began in cell 0, and in cell 1.',
  '',
  tableRow(HEADINGS),
  tableRow(HEADINGS.map((_, index) => (index === 0 || index > 4 ? '---' : '---:'))),
  ...scenarios.map((result) => tableRow(rowOf(result))),
]);

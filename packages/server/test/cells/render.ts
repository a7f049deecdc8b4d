import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as prettier from 'prettier';
import type { CellResults, ScenarioResult } from './results.js';

/** Writes the results of `npm run test:cells -- --output docs/measured/cells.json` into docs/scaling.md. */

const path = (name: string): string => fileURLToPath(new URL(`../../../../docs/${name}`, import.meta.url));
const DOCUMENT = path('scaling.md');
const BEGIN = '<!-- cells: begin -->';
const END = '<!-- cells: end -->';
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

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const { command, date, machine, scenarios } = JSON.parse(
  await readFile(path('measured/cells.json'), 'utf8'),
) as CellResults;
const table = [
  ...[BEGIN, '', '```sh', command, '```', '', `Measured on ${date}, on ${machine}, beside other work.`],
  'Longest pauses: without an acknowledged change, of the users who began in cell 0, and in cell 1.',
  '',
  line(HEADINGS),
  line(HEADINGS.map((_, index) => (index === 0 || index > 4 ? '---' : '---:'))),
  ...scenarios.map((result) => line(rowOf(result))),
  ...['', END],
].join('\n');
const document = await readFile(DOCUMENT, 'utf8');
const [before = '', rest = ''] = document.split(BEGIN);
const text = `${before}${table}${rest.split(END)[1] ?? ''}`;
const options = await prettier.resolveConfig(DOCUMENT);
await writeFile(DOCUMENT, await prettier.format(text, { ...options, filepath: DOCUMENT }));

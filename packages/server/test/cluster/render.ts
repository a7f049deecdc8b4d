import { readFile } from 'node:fs/promises';
import { tableRow, writeSection } from '../support/document-section.js';
import type { ClusterResults } from './run.js';
import type { FaultRun } from './run-fault.js';

/** Writes the table of `npm run test:cluster` into docs/scaling.md, from files that its `--output` wrote. */

const COLUMNS = [
  ...['fault', 'times', 'acknowledged', 'lost', 'doubled', 'out of order'],
  ...['longest pause of writes', 'goal', 'failed keyed creates'],
];

function row({ name, title, goalSeconds }: ClusterResults['faults'][number], all: readonly FaultRun[]): string {
  const runs = all.filter(({ fault }) => fault === name);
  const sum = (of: (run: FaultRun) => number): string =>
    runs.reduce((total, run) => total + of(run), 0).toLocaleString('en');
  const pauses = runs.map(({ longestPauseMs }) => longestPauseMs / 1_000);
  const [shortest, longest] = [Math.min(...pauses), Math.max(...pauses)].map((seconds) => seconds.toFixed(1));
  return tableRow([
    ...[title, String(runs.length), sum(({ acknowledged }) => acknowledged), sum(({ lost }) => lost)],
    ...[sum(({ doubled }) => doubled), sum(({ outOfOrder }) => outOfOrder)],
    shortest === longest ? `${longest} s` : `${shortest}–${longest} s`,
    goalSeconds === 0 ? 'none' : `${goalSeconds} s`,
    `${sum(({ failedKeyedCreates }) => failedKeyedCreates)} of ${sum(({ keyedCreates }) => keyedCreates)}`,
  ]);
}

const all = await Promise.all(
  process.argv.slice(2).map(async (path) => JSON.parse(await readFile(path, 'utf8')) as ClusterResults),
);
const last = all.at(-1);
if (!last) throw new Error('Usage: render.ts <results>…');
await writeSection({ document: 'scaling.md', name: 'cluster' }, [
  ...['```sh', ...all.map(({ command }) => command), '```', ''],
  `Measured on ${last.date}, on ${last.machine}, which all processes and other work shared.`,
  '',
  tableRow(COLUMNS),
  tableRow(COLUMNS.map((_, index) => (index === 0 ? '---' : '---:'))),
  ...all.flatMap(({ faults, runs }) => faults.map((fault) => row(fault, runs))),
]);

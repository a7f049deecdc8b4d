import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { format } from 'prettier';
import { budget } from './budget.js';
import { chart } from './chart.js';
import { daySection } from './day-section.js';
import {
  anonymousSection,
  budgetSection,
  enduranceSection,
  growthSection,
  serviceSection,
  streamsSection,
} from './sections.js';
import type { Results } from './results.js';

const DOCUMENT = new URL('../docs/benchmarks.md', import.meta.url);
const FOLDER = new URL('../docs/benchmarks/', import.meta.url);
const LOCAL = new URL('.cache/results/', import.meta.url);

/** Prints the tables; on request writes them into docs/benchmarks.md, with the figures as JSON and a chart. */
export async function report(results: Results, { write }: { write: boolean }): Promise<void> {
  const sections = new Map<string, string>();
  if (results.load.length > 0 || results.cli.length > 0) sections.set('service', serviceSection(results));
  if (results.growth.length > 0) sections.set('growth', growthSection(results));
  if (results.endurance.length > 0) sections.set('endurance', enduranceSection(results));
  if (results.day.length > 0) sections.set('day', daySection(results));
  if (results.streams.length > 0) sections.set('streams', streamsSection(results));
  if (results.anonymous.length > 0) sections.set('anonymous', anonymousSection(results));
  const folder = write ? FOLDER : LOCAL;
  await mkdir(folder, { recursive: true });
  for (const [name, text] of sections) {
    process.stdout.write(`${text}\n`);
    await writeFile(new URL(`${name}.json`, folder), `${JSON.stringify(results, null, 1)}\n`);
    if (name === 'service') await writeFile(new URL('chart.svg', folder), chart(results));
    if (write) await putIntoDocument(name, text);
  }
}

/** Prints the costs beside the published ones. Returns whether each case keeps to its budget. */
export async function reportBudget({ load }: Results): Promise<boolean> {
  const published = JSON.parse(await readFile(new URL('service.json', FOLDER), 'utf8')) as Results;
  const rows = budget(published.load, load);
  process.stdout.write(`${budgetSection(rows)}\n`);
  return !rows.some(({ exceeded }) => exceeded);
}

/** Replaces the text between the markers of a section. */
async function putIntoDocument(name: string, text: string): Promise<void> {
  const [begin, end] = [`<!-- measured: ${name} -->`, `<!-- end: ${name} -->`];
  const document = await readFile(DOCUMENT, 'utf8');
  const [before, rest] = document.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`docs/benchmarks.md has no markers for ${name}`);
  const whole = `${before}${begin}\n\n${text}\n${end}${after}`;
  await writeFile(DOCUMENT, await format(whole, { parser: 'markdown', printWidth: 120 }));
}

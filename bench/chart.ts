import type { Results } from './results.js';
import { throughput } from './run-load.js';
import { CASES } from './workload.js';

const WIDTH = 1_000;
const LABEL_WIDTH = 370;
const VALUE_WIDTH = 70;
const BAR = 16;
const GAP = 4;
const HEADING = 34;
const COLOURS = [
  '#94a3b8',
  '#cbd5e1',
  '#f59e0b',
  '#2563eb',
  '#0891b2',
  '#6366f1',
  '#93c5fd',
  '#a3e635',
  '#f472b6',
  '#fb923c',
];

/** Requests per second by case, as an SVG. Each case has its own scale. */
export function chart({ load, contenders }: Pick<Results, 'load' | 'contenders'>): string {
  const parts: string[] = [];
  let y = 10;
  for (const name of CASES) {
    const bars = contenders
      .map((contender, index) => ({
        label: contender.label.replaceAll('`', ''),
        rate: throughput(load, contender.name, name),
        colour: COLOURS[index] ?? '#64748b',
      }))
      .filter(({ rate }) => Number.isFinite(rate));
    if (bars.length === 0) continue;
    const most = Math.max(...bars.map(({ rate }) => rate));
    y += HEADING;
    parts.push(text(0, y - 12, `${name}, requests a second`, 'font-weight="600"'));
    for (const { label, rate, colour } of bars) {
      const width = Math.max(1, (rate / most) * (WIDTH - LABEL_WIDTH - VALUE_WIDTH));
      parts.push(text(0, y + BAR - 4, label));
      parts.push(`<rect x="${LABEL_WIDTH}" y="${y}" width="${width.toFixed(1)}" height="${BAR}" fill="${colour}"/>`);
      parts.push(text(LABEL_WIDTH + width + 6, y + BAR - 4, Math.round(rate).toLocaleString('en')));
      y += BAR + GAP;
    }
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y + 10}" font-family="system-ui, sans-serif" font-size="13">`,
    `<rect width="${WIDTH}" height="${y + 10}" fill="#ffffff"/>`,
    ...parts,
    '</svg>\n',
  ].join('\n');
}

function text(x: number, y: number, words: string, attributes = ''): string {
  const escaped = words.replace(/&/g, '&amp;').replace(/</g, '&lt;');
  return `<text x="${x.toFixed(1)}" y="${y}" fill="#0f172a" ${attributes}>${escaped}</text>`;
}

import type { Statistics } from '@order-service/sdk';
import { bar } from '../../render/bar.js';
import type { Colour } from '../../render/paint.js';
import type { PageView } from '../../render/facts.js';
import { colourOf } from '../../features/colours.js';

/** One bar and the figures beside it. */
interface BarRow {
  readonly label: string;
  readonly value: number;
  readonly figures: readonly string[];
  readonly colour: Colour | undefined;
}

const GAP = 2;
const MAX_BAR_COLUMNS = 50;
const MIN_BAR_COLUMNS = 4;

/** Statistics as a person sees them: bars for the orders, figures beside them. */
export function statsPage(stats: Statistics, view: PageView): string {
  const statuses = Object.entries(stats.by_status).map(([status, value]) => {
    return { label: status, value, figures: [String(value)], colour: colourOf(status) };
  });
  const buckets = stats.buckets.map(({ start, orders, revenue }) => ({
    label: bucketLabel(start, stats.interval),
    value: orders,
    figures: [String(orders), revenue],
    colour: 'cyan' as const,
  }));
  const { orders, revenue, cancelled, cancelled_amount: lost } = stats.total;
  return [
    view.paint('bold', 'All orders, by status'),
    ...drawBars(statuses, view),
    '',
    view.paint('bold', `Orders and revenue by ${stats.interval} (UTC)`),
    ...drawBars(buckets, view),
    '',
    `${view.paint('gray', 'Total    ')}  ${orders} placed for ${revenue}`,
    `${view.paint('gray', 'Cancelled')}  ${cancelled} of them, for ${lost}`,
    '',
  ].join('\n');
}

function drawBars(rows: readonly BarRow[], { paint, widthColumns }: PageView): string[] {
  const labelColumns = Math.max(...rows.map(({ label }) => label.length));
  const figureColumns = (rows[0]?.figures ?? []).map((_, index) =>
    Math.max(...rows.map(({ figures }) => figures[index]?.length ?? 0)),
  );
  const others = figureColumns.reduce((sum, width) => sum + width + GAP, labelColumns + GAP);
  const room = Math.min(MAX_BAR_COLUMNS, widthColumns - others);
  const barColumns = room < MIN_BAR_COLUMNS ? 0 : room;
  const max = Math.max(...rows.map(({ value }) => value));
  return rows.map(({ label, value, figures, colour }) => {
    const drawn = bar(value, max, barColumns);
    const numbers = figures.map((figure, index) => ' '.repeat(GAP) + figure.padStart(figureColumns[index] ?? 0));
    const padding = ' '.repeat(barColumns - drawn.length);
    return `${label.padEnd(labelColumns)}${' '.repeat(GAP)}${colour ? paint(colour, drawn) : drawn}${padding}${numbers.join('')}`;
  });
}

function bucketLabel(start: string, interval: Statistics['interval']): string {
  const text = new Date(start).toISOString();
  return interval === 'day' ? text.slice(0, 10) : text.slice(0, 16).replace('T', ' ');
}

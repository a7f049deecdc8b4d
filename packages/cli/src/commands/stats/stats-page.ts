import type { Statistics } from '@order-service/sdk';
import { bar } from '../../render/bar.js';
import { concat, show, type Colour, type TerminalText } from '../../render/terminal-text.js';
import type { PageView } from '../../render/facts.js';
import { colourOf } from '../../features/colours.js';

/** A bar with its figures. */
interface BarRow {
  readonly label: string;
  readonly value: number;
  readonly figures: readonly string[];
  readonly colour: Colour | undefined;
}

const GAP = 2;
const MAX_BAR_COLUMNS = 50;
const MIN_BAR_COLUMNS = 4;

/** The page of statistics: a bar for the orders of each bucket, with figures. */
export function statsPage(stats: Statistics, view: PageView): TerminalText {
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
  return concat([
    show`${view.paint('bold', 'All orders, by status')}\n`,
    ...drawBars(statuses, view),
    show`\n${view.paint('bold', `Orders and revenue by ${stats.interval} (UTC)`)}\n`,
    ...drawBars(buckets, view),
    show`\n${view.paint('gray', 'Total    ')}  ${orders} placed for ${revenue}\n`,
    show`${view.paint('gray', 'Cancelled')}  ${cancelled} of them, for ${lost}\n`,
  ]);
}

function drawBars(rows: readonly BarRow[], { paint, widthColumns }: PageView): TerminalText[] {
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
    const name = label.padEnd(labelColumns);
    return show`${name}${' '.repeat(GAP)}${paint(colour, drawn)}${padding}${numbers.join('')}\n`;
  });
}

/** The contract writes times in UTC. */
function bucketLabel(start: string, interval: Statistics['interval']): string {
  return interval === 'day' ? start.slice(0, 10) : start.slice(0, 16).replace('T', ' ');
}

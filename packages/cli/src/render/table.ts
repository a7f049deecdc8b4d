import CliTable3 from 'cli-table3';
import { printable } from './printable.js';
import { fit, widthOf } from './text.js';
import type { CellView, Column } from './column.js';
import { drawnFrom, type TerminalText } from './terminal-text.js';
import { GAP, layOut, type Extent, type Placed } from './layout.js';

/** cli-table3 without its border lines, so that a cell can be selected and copied with the mouse. */
const NO_LINES = Object.fromEntries(
  [
    ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
    ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'],
  ].map((name) => [name, '']),
);

/**
 * A table that can be printed in parts. The first part fixes the width of each column, so that an endless listing stays
 * aligned without being held in memory. Returns a function that renders the next rows as text that ends in a line break;
 * the first part begins with the headings.
 */
export function createTable<Row>(
  columns: readonly Column<Row>[],
  view: CellView,
  widthColumns: number,
): (rows: readonly Row[]) => TerminalText {
  let placed: readonly Placed[] | undefined;
  return (rows) => {
    const texts = rows.map((row) => columns.map((column) => cellText(column, row, view)));
    const isFirst = placed === undefined;
    const layout = placed ? widen(placed, columns, texts) : layOut(extents(columns, texts), widthColumns);
    placed = layout;
    const headings = layout.map(({ index, width }) => view.paint('gray', fit(columns[index]?.heading ?? '', width)));
    const lines = rows.map((row, at) =>
      layout.map(({ index, width }) => {
        const text = fit(texts[at]?.[index] ?? '', width);
        return view.paint(columns[index]?.colour?.(row), text);
      }),
    );
    return draw(columns, layout, isFirst ? [headings, ...lines] : lines);
  };
}

function cellText<Row>(column: Column<Row>, row: Row, view: CellView): string {
  return printable(column.display ? column.display(row, view) : column.value(row));
}

function extents<Row>(columns: readonly Column<Row>[], texts: readonly string[][]): Extent[] {
  return columns.map(({ heading, usualWidth = 0, minWidth, dropOrder }, index) => ({
    width: Math.max(widthOf(heading), usualWidth, widest(texts, index)),
    minWidth,
    dropOrder,
  }));
}

/** Columns that may not be shortened grow in later parts, even though those are then not aligned with the first. */
function widen<Row>(
  placed: readonly Placed[],
  columns: readonly Column<Row>[],
  texts: readonly string[][],
): readonly Placed[] {
  return placed.map(({ index, width }) => {
    const mayBeCut = columns[index]?.minWidth !== undefined;
    return { index, width: mayBeCut ? width : Math.max(width, widest(texts, index)) };
  });
}

function widest(texts: readonly string[][], index: number): number {
  return texts.reduce((width, row) => Math.max(width, widthOf(row[index] ?? '')), 0);
}

/** The cells, padded to the widths of their columns; lines have no trailing spaces. */
function draw<Row>(
  columns: readonly Column<Row>[],
  layout: readonly Placed[],
  lines: readonly (readonly TerminalText[])[],
): TerminalText {
  const table = new CliTable3({
    chars: NO_LINES,
    colWidths: layout.map(({ width }) => width + GAP),
    colAligns: layout.map(({ index }) => columns[index]?.align ?? 'left'),
    style: { 'padding-left': 0, 'padding-right': GAP, head: [], border: [] },
  });
  return drawnFrom(lines, (cells) => {
    table.push(...cells);
    return `${table.toString().replace(/ +$/gm, '')}\n`;
  });
}

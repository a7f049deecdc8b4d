import CliTable3 from 'cli-table3';
import { fit, printable, widthOf } from '../display/text.js';
import type { CellView, Column } from './column.js';
import { GAP, layOut, type Placed } from './layout.js';

/** cli-table3 without its lines: columns and a gap, which is easy to read and to select with a mouse. */
const NO_LINES = Object.fromEntries(
  [
    ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
    ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'],
  ].map((name) => [name, '']),
);

/**
 * A table that can be printed in parts: the first part decides how wide each column is, so that an endless listing
 * stays in line without being held in memory.
 */
export class TableRenderer<Row> {
  #placed: Placed[] | undefined;

  constructor(
    private readonly columns: readonly Column<Row>[],
    private readonly view: CellView,
    private readonly widthColumns: number,
  ) {}

  /** The next rows as text that ends in a line break; the first part begins with the headings. */
  render(rows: readonly Row[]): string {
    const cells = rows.map((row) => this.columns.map((column) => this.#cell(column, row)));
    const isFirst = this.#placed === undefined;
    const placed = this.#placed ? this.#widen(this.#placed, cells) : this.#layOut(cells);
    this.#placed = placed;
    const table = new CliTable3({
      chars: NO_LINES,
      colWidths: placed.map(({ width }) => width + GAP),
      colAligns: placed.map(({ index }) => this.columns[index]?.align ?? 'left'),
      style: { 'padding-left': 0, 'padding-right': GAP, head: [], border: [] },
    });
    if (isFirst) table.push(placed.map((place) => this.#heading(place)));
    table.push(...rows.map((row, at) => placed.map((place) => this.#paint(row, cells[at] ?? [], place))));
    return `${trimLineEnds(table.toString())}\n`;
  }

  #cell(column: Column<Row>, row: Row): string {
    return printable(column.display ? column.display(row, this.view) : column.value(row));
  }

  #layOut(cells: readonly string[][]): Placed[] {
    const extents = this.columns.map((column, index) => ({
      width: Math.max(widthOf(column.heading), column.usualWidth ?? 0, widest(cells, index)),
      minWidth: column.minWidth,
      dropOrder: column.dropOrder,
    }));
    return layOut(extents, this.widthColumns);
  }

  /** What may not be cut is shown whole in later parts too, even if that puts them out of line with the first. */
  #widen(placed: readonly Placed[], cells: readonly string[][]): Placed[] {
    return placed.map(({ index, width }) => {
      const mayBeCut = this.columns[index]?.minWidth !== undefined;
      return { index, width: mayBeCut ? width : Math.max(width, widest(cells, index)) };
    });
  }

  #heading({ index, width }: Placed): string {
    return this.view.paint('gray', fit(this.columns[index]?.heading ?? '', width));
  }

  #paint(row: Row, cells: readonly string[], { index, width }: Placed): string {
    const text = fit(cells[index] ?? '', width);
    const colour = this.columns[index]?.colour?.(row);
    return colour ? this.view.paint(colour, text) : text;
  }
}

function widest(cells: readonly string[][], index: number): number {
  return cells.reduce((width, row) => Math.max(width, widthOf(row[index] ?? '')), 0);
}

function trimLineEnds(text: string): string {
  return text.replace(/ +$/gm, '');
}

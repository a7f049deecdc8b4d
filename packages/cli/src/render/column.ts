import type { Colour, Paint } from './terminal-text.js';

/** What the text of a table cell may depend on. */
export interface CellView {
  readonly now: Date;
  /** Formats a time with its zone. */
  readonly time: (moment: Date | string) => string;
  readonly paint: Paint;
}

/** One column of a listing: the exact value for programs, and the text in a table. */
export interface Column<Row> {
  /** Its name in CSV and for `--fields`. */
  readonly name: string;
  /** Its heading in a table. */
  readonly heading: string;
  /** The exact value. */
  readonly value: (row: Row) => string;
  /** What a table shows instead of the value. */
  readonly display?: (row: Row, view: CellView) => string;
  /** Colours the cell after it has been cut to its width; undefined for none. */
  readonly colour?: (row: Row) => Colour | undefined;
  readonly align?: 'right';
  /** The width that later values usually need, for tables whose first rows are narrower. */
  readonly usualWidth?: number;
  /** The width to which the column may be shortened; a column without it is never shortened. */
  readonly minWidth?: number;
  /** When the terminal is too narrow, columns are dropped in this order, lowest first; without it, never. */
  readonly dropOrder?: number;
}

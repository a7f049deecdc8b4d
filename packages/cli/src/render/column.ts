import type { Colour, Paint } from './terminal-text.js';

/** What a cell for people may take into account. */
export interface CellView {
  readonly now: Date;
  /** Writes a moment with its zone. */
  readonly time: (moment: Date | string) => string;
  readonly paint: Paint;
}

/** One column of a listing: an exact value for programs, and what a person is shown. */
export interface Column<Row> {
  /** Its name in CSV and for `--columns`. */
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
  /** The width that values yet to come may need, where the first part of a table does not show it. */
  readonly usualWidth?: number;
  /** The width to which the column may be cut; others are shown whole. */
  readonly minWidth?: number;
  /** When the terminal is too narrow, columns go in this order, lowest first; without it a column stays. */
  readonly dropOrder?: number;
}

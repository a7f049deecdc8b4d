import type { CellView, Column } from '../render/column.js';
import type { PageView } from '../render/facts.js';
import type { CsvStyle } from '../render/csv.js';
import { compactJson, prettyJson } from '../render/json.js';
import { printable } from '../render/printable.js';
import { createPaint, paragraph, show, type Colour, type TerminalText } from '../render/terminal-text.js';
import { tsvLine } from '../render/tsv.js';
import type { Format } from './format.js';
import type { Io } from './io.js';

type Rows<Row> = AsyncIterable<Row> | Iterable<Row>;

/** How a listing is shown in each format. */
export interface Listing<Row> {
  readonly rows: Rows<Row>;
  readonly columns: readonly Column<Row>[];
  /** What JSON, NDJSON and YAML print of a row; without it, all of it. */
  readonly document?: (row: Row) => unknown;
  /** The id that `-o ids` prints for a row. */
  readonly id: (row: Row) => string;
  /** The message instead of a table without rows. */
  readonly empty: string;
  /** Whether the rows are an endless stream of events: each is written at once. */
  readonly live?: boolean;
}

/** How a single value is shown in each format. */
export interface Detail<Value> {
  readonly value: Value;
  readonly columns: readonly Column<Value>[];
  /** What JSON, NDJSON and YAML print of the value; without it, all of it. */
  readonly document?: (value: Value) => unknown;
  readonly id: (value: Value) => string;
  /** The page for the table format, which ends in a line break. */
  readonly page: (view: PageView) => TerminalText;
}

/** Writes data to stdout in the requested format. */
export interface Output {
  readonly format: Format;
  /** Whether the format is for people (a table) rather than for programs. */
  readonly isForPeople: boolean;
  /** Whether progress can be drawn on stderr: no data is written to the same terminal meanwhile. */
  readonly leavesStderrFree: boolean;
  /** Writes rows as they arrive. Returns their number. */
  list<Row>(listing: Listing<Row>): Promise<number>;
  /**
   * Writes the results of a bulk command, in formats for programs. In the table format the rows are only counted, because
   * the command prints a summary itself.
   */
  report<Row>(listing: Listing<Row>): Promise<number>;
  /** Writes one value. */
  one<Value>(detail: Detail<Value>): Promise<void>;
  /** Writes a paragraph after a label; the lines after the first are indented by the width of the label. */
  paragraph(colour: Colour, label: string, text: string): Promise<void>;
  /** Returns a table as text, for a command that redraws it. */
  tableText<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Promise<TerminalText>;
}

export interface OutputOptions {
  readonly format: Format;
  readonly colour: boolean;
  readonly csv: CsvStyle;
  readonly now: () => Date;
  readonly time: CellView['time'];
}

/** Rows per part of a table: the size of a page of the service. */
const BATCH_ROWS = 100;

export function createOutput(io: Io, { format, colour, csv, now, time }: OutputOptions): Output {
  const paint = createPaint(colour);
  const view = (): CellView => ({ now: now(), time, paint });
  const isForPeople = format === 'table';
  const list = <Row>(listing: Listing<Row>): Promise<number> =>
    isForPeople ? writeTable(io, view(), listing) : writeRows(io, format, csv, listing);
  return {
    format,
    isForPeople,
    leavesStderrFree: isForPeople || !io.stdoutIsTerminal,
    list,
    report: (listing) => (isForPeople ? writeEach(io, listing.rows, () => '') : list(listing)),
    one: async (detail) => {
      if (isForPeople) return io.show(detail.page({ ...view(), widthColumns: io.widthColumns }));
      const text = await documentOf(format, detail);
      if (text !== undefined) return io.out(text);
      await list({ ...detail, rows: [detail.value], empty: '' });
    },
    paragraph: (labelColour, label, text) =>
      io.show(paragraph(show`${text}`, io.widthColumns, paint(labelColour, label))),
    tableText: async (columns, rows) => {
      const { createTable } = await import('../render/table.js');
      return createTable(columns, view(), io.widthColumns)(rows);
    },
  };
}

/** Writes rows in any format but the table. */
async function writeRows<Row>(
  io: Io,
  format: Format,
  csv: CsvStyle,
  { rows, columns, id, live, document = (row) => row }: Listing<Row>,
): Promise<number> {
  const values = (row: Row): string[] => columns.map((column) => column.value(row));
  switch (format) {
    case 'json':
      // JSON parsers cannot read an array without an end.
      return live ? writeEach(io, rows, (row) => jsonLine(document(row))) : writeJsonArray(io, rows, document);
    case 'ndjson':
      return writeEach(io, rows, (row) => jsonLine(document(row)));
    case 'csv': {
      const { csvHeader, csvRecord } = await import('../render/csv.js');
      await io.out(csvHeader(columns, csv));
      return writeEach(io, rows, (row) => csvRecord(values(row), csv));
    }
    case 'yaml': {
      const { yamlDocument } = await import('../render/yaml.js');
      return writeEach(io, rows, (row) => yamlDocument([document(row)]));
    }
    case 'ids':
      return writeEach(io, rows, (row) => `${printable(id(row))}\n`);
    case 'tsv':
    case 'table':
      return writeEach(io, rows, (row) => tsvLine(values(row)));
  }
}

/** One value as a document; undefined in formats that show it as a listing of one row. */
async function documentOf<Value>(
  format: Format,
  { value, columns, document = (whole) => whole }: Detail<Value>,
): Promise<string | undefined> {
  if (format === 'json') return `${prettyJson(document(value))}\n`;
  if (format === 'yaml') return (await import('../render/yaml.js')).yamlDocument(document(value));
  if (format === 'tsv') return columns.map((column) => tsvLine([column.name, column.value(value)])).join('');
  return undefined;
}

async function writeTable<Row>(io: Io, view: CellView, { rows, columns, empty, live }: Listing<Row>): Promise<number> {
  const { createTable } = await import('../render/table.js');
  const render = createTable(columns, view, io.widthColumns);
  let count = 0;
  for await (const batch of inBatches(rows, live ? 1 : BATCH_ROWS)) {
    count += batch.length;
    await io.show(render(batch));
  }
  if (count === 0 && empty !== '') io.log(empty);
  return count;
}

async function writeJsonArray<Row>(io: Io, rows: Rows<Row>, document: (row: Row) => unknown): Promise<number> {
  const count = await writeEach(io, rows, (row, index) => {
    const indented = prettyJson(document(row)).replace(/^/gm, '  ');
    return index === 0 ? `[\n${indented}` : `,\n${indented}`;
  });
  await io.out(count === 0 ? '[]\n' : '\n]\n');
  return count;
}

function jsonLine(row: unknown): string {
  return `${compactJson(row)}\n`;
}

async function writeEach<Row>(io: Io, rows: Rows<Row>, line: (row: Row, index: number) => string): Promise<number> {
  let count = 0;
  for await (const row of rows) {
    await io.out(line(row, count));
    count += 1;
  }
  return count;
}

async function* inBatches<Row>(rows: Rows<Row>, size: number): AsyncGenerator<Row[], void, undefined> {
  let batch: Row[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

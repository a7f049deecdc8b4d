import { createPaint, type Colour, type Paint } from './display/colour.js';
import type { PageView } from './display/facts.js';
import { printable } from './display/text.js';
import { wrapBeside } from './display/wrap-beside.js';
import type { Format } from './format.js';
import type { Io } from './io.js';
import type { CellView, Column } from './render/column.js';
import { csvRecord } from './render/csv.js';
import { compactJson, prettyJson } from './render/json.js';
import { tsvLine } from './render/tsv.js';
import { yamlDocument } from './render/yaml.js';

/** How a listing is shown in each format. */
export interface Listing<Row> {
  readonly rows: AsyncIterable<Row> | Iterable<Row>;
  readonly columns: readonly Column<Row>[];
  /** What `-o ids` prints of a row. */
  readonly id: (row: Row) => string;
  /** Told on stderr, to a person, when there are no rows. */
  readonly empty: string;
  /** Whether the rows come as things happen, without an end: each is shown at once. */
  readonly live?: boolean;
}

/** How a single thing is shown. */
export interface Detail<Value> {
  readonly value: Value;
  readonly columns: readonly Column<Value>[];
  readonly id: (value: Value) => string;
  /** The page for a person, with a line break at its end. */
  readonly page: (view: PageView) => string;
}

/** Rows that go to a table at once, the size of a page of the service. */
const BATCH_ROWS = 100;

/** Writes data to stdout in the format that was asked for. */
export class Output {
  readonly #paint: Paint;

  constructor(
    private readonly io: Io,
    readonly format: Format,
    colour: boolean,
    private readonly now: () => Date,
  ) {
    this.#paint = createPaint(colour && io.stdoutIsTerminal);
  }

  /** Whether this output is for a person rather than a program. */
  get isForPeople(): boolean {
    return this.format === 'table';
  }

  /** Whether no data is being written to the terminal that stderr may be, while a command works. */
  get leavesStderrFree(): boolean {
    return this.isForPeople || !this.io.stdoutIsTerminal;
  }

  /** Writes rows as they come. Returns how many there were. */
  async list<Row>(listing: Listing<Row>): Promise<number> {
    switch (this.format) {
      case 'table':
        return this.#table(listing);
      case 'json':
        // An array that never ends could not be read.
        return listing.live ? this.#jsonLines(listing.rows) : this.#jsonArray(listing.rows);
      case 'csv':
        await this.io.out(csvRecord(listing.columns.map(({ name }) => name)));
        return this.#lines(listing.rows, (row) => csvRecord(listing.columns.map((column) => column.value(row))));
      case 'tsv':
        return this.#lines(listing.rows, (row) => tsvLine(listing.columns.map((column) => column.value(row))));
      case 'ndjson':
        return this.#jsonLines(listing.rows);
      case 'yaml':
        return this.#lines(listing.rows, (row) => yamlDocument([row]));
      case 'ids':
        return this.#lines(listing.rows, (row) => `${listing.id(row)}\n`);
    }
  }

  /**
   * Writes what a command has done to many, for programs; a person is told in a sentence by the command itself, so for
   * them the rows are only counted.
   */
  async report<Row>(listing: Listing<Row>): Promise<number> {
    return this.isForPeople ? this.#lines(listing.rows, () => '') : this.list(listing);
  }

  /** Writes one thing. */
  async one<Value>({ value, columns, id, page }: Detail<Value>): Promise<void> {
    switch (this.format) {
      case 'table':
        return this.io.out(page({ ...this.#view(), widthColumns: this.io.widthColumns }));
      case 'json':
        return this.io.out(`${prettyJson(value)}\n`);
      case 'yaml':
        return this.io.out(yamlDocument(value));
      case 'tsv':
        return this.io.out(columns.map((column) => tsvLine([column.name, column.value(value)])).join(''));
      case 'csv':
      case 'ndjson':
      case 'ids':
        await this.list({ rows: [value], columns, id, empty: '' });
    }
  }

  /** A paragraph for a person, its further lines indented to stand below the first. */
  paragraph(colour: Colour, label: string, text: string): Promise<void> {
    return this.io.out(`${wrapBeside(this.#paint(colour, label), printable(text), this.io.widthColumns)}\n`);
  }

  /** A table as text, for a command that draws it over and over. */
  async tableText<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Promise<string> {
    const { TableRenderer } = await import('./render/table.js');
    return new TableRenderer(columns, this.#view(), this.io.widthColumns).render(rows);
  }

  #view(): CellView {
    return { now: this.now(), paint: this.#paint };
  }

  async #table<Row>({ rows, columns, empty, live }: Listing<Row>): Promise<number> {
    const { TableRenderer } = await import('./render/table.js');
    const table = new TableRenderer(columns, this.#view(), this.io.widthColumns);
    let count = 0;
    for await (const batch of inBatches(rows, live ? 1 : BATCH_ROWS)) {
      count += batch.length;
      await this.io.out(table.render(batch));
    }
    if (count === 0 && empty !== '') this.io.say(empty);
    return count;
  }

  async #jsonArray(rows: AsyncIterable<unknown> | Iterable<unknown>): Promise<number> {
    const count = await this.#lines(rows, (row, index) => {
      const indented = prettyJson(row).replace(/^/gm, '  ');
      return index === 0 ? `[\n${indented}` : `,\n${indented}`;
    });
    await this.io.out(count === 0 ? '[]\n' : '\n]\n');
    return count;
  }

  #jsonLines(rows: AsyncIterable<unknown> | Iterable<unknown>): Promise<number> {
    return this.#lines(rows, (row) => `${compactJson(row)}\n`);
  }

  async #lines<Row>(
    rows: AsyncIterable<Row> | Iterable<Row>,
    line: (row: Row, index: number) => string,
  ): Promise<number> {
    let count = 0;
    for await (const row of rows) {
      await this.io.out(line(row, count));
      count += 1;
    }
    return count;
  }
}

async function* inBatches<Row>(
  rows: AsyncIterable<Row> | Iterable<Row>,
  size: number,
): AsyncGenerator<Row[], void, undefined> {
  let batch: Row[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

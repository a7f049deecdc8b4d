import { once } from 'node:events';
import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { HistoryRecord } from '../checker/evidence.js';

type Unstamped<Record> = Record extends HistoryRecord ? Omit<Record, 'atMs'> : never;

/** The requests, outcomes and faults of a run, in the order in which they happened (NDJSON). */
export class History {
  readonly path: string;
  readonly #stream: WriteStream;
  readonly #startedMs = performance.now();
  /** Number of acknowledged changes so far. */
  acknowledged = 0;
  /** Number of 5xx responses so far. */
  serverErrors = 0;

  constructor(path: string) {
    this.path = path;
    this.#stream = createWriteStream(path);
  }

  write(record: Unstamped<HistoryRecord>): void {
    if (record.type === 'ok') this.acknowledged += 1;
    if (record.type === 'answer' && record.answer.status >= 500) this.serverErrors += 1;
    const atMs = Math.round(performance.now() - this.#startedMs);
    this.#stream.write(`${JSON.stringify({ ...record, atMs })}\n`);
  }

  /** Records a fault that is being injected. */
  note(what: string): void {
    this.write({ type: 'note', what });
  }

  async close(): Promise<void> {
    if (this.#stream.closed) return;
    this.#stream.end();
    await once(this.#stream, 'close');
  }
}

export async function readHistory(path: string): Promise<HistoryRecord[]> {
  const records: HistoryRecord[] = [];
  for await (const line of linesOf(path)) records.push(JSON.parse(line) as HistoryRecord);
  return records;
}

export function linesOf(path: string): AsyncIterable<string> {
  return createInterface({ input: createReadStream(path), crlfDelay: Infinity });
}

import { once } from 'node:events';
import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { HistoryRecord } from '../checker/evidence.js';

type Unstamped<Record> = Record extends HistoryRecord ? Omit<Record, 'atMs'> : never;

/** What clients did and were told, line by line (ndjson), in the order in which it happened. */
export class History {
  readonly #stream: WriteStream;
  readonly #startedMs = performance.now();
  /** Changes that were acknowledged so far. */
  acknowledged = 0;
  /** Answers of the kind 5xx so far. */
  serverErrors = 0;

  constructor(readonly path: string) {
    this.#stream = createWriteStream(path);
  }

  write(record: Unstamped<HistoryRecord>): void {
    if (record.type === 'ok') this.acknowledged += 1;
    if (record.type === 'answer' && record.answer.status >= 500) this.serverErrors += 1;
    const atMs = Math.round(performance.now() - this.#startedMs);
    this.#stream.write(`${JSON.stringify({ ...record, atMs })}\n`);
  }

  /** Says what is being done to the service. */
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

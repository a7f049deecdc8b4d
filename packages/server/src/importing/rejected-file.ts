import { open, type FileHandle } from 'node:fs/promises';
import type { RejectedOrder } from './import-orders.js';

/** The orders that were not imported, as NDJSON: `{"order_id":7,"reasons":["…"]}`. */
export interface RejectedFile {
  readonly count: number;
  add(order: RejectedOrder): Promise<void>;
  close(): Promise<void>;
}

/** The file is created, or replaced, with the first order. */
export function createRejectedFile(path: string): RejectedFile {
  let file: FileHandle | undefined;
  let count = 0;
  return {
    get count() {
      return count;
    },
    async add({ orderId, reasons }) {
      file ??= await open(path, 'w');
      await file.write(`${JSON.stringify({ order_id: orderId, reasons })}\n`);
      count += 1;
    },
    async close() {
      await file?.close();
    },
  };
}

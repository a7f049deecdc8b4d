import { setTimeout as wait } from 'node:timers/promises';
import type { Order } from '@order-service/sdk';
import type { Context } from '../../features/context.js';
import { show } from '../../render/terminal-text.js';
import { InterruptedError } from '../../errors.js';
import type { Column } from '../../render/column.js';

export interface WatchListOptions {
  readonly columns: readonly Column<Order>[];
  readonly intervalMs: number;
  /** Reads the first orders of the list again. */
  readonly read: (limit: number) => Promise<Order[]>;
  readonly limit: number;
}

const HOME = '\u001b[H';
const CLEAR_LINE_END = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';
const CLEAR_SCREEN = '\u001b[2J';
/** Rows of the terminal for the title, the headings and the cursor. */
const OTHER_ROWS = 3;

/** Redraws the list until Ctrl-C. Each frame is one write, so that it does not flicker. */
export async function watchList(
  context: Context,
  { columns, intervalMs, read, limit }: WatchListOptions,
): Promise<void> {
  const { io, signal } = context;
  const output = await context.output();
  await io.out(CLEAR_SCREEN);
  while (!signal.aborted) {
    const rows = await read(Math.min(limit, Math.max(1, io.heightRows - OTHER_ROWS)));
    const { ansi } = show`${context.time(context.now())}, Ctrl-C ends\n${await output.tableText(columns, rows)}`;
    await io.out(`${HOME}${ansi.replaceAll('\n', `${CLEAR_LINE_END}\n`)}${CLEAR_BELOW}`);
    await wait(intervalMs, undefined, { signal }).catch(() => undefined);
  }
  throw new InterruptedError('');
}

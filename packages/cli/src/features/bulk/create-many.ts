import { runConcurrently, type Order } from '@order-service/sdk';
import type { Context } from '../context.js';
import { ORDER_COLUMNS, orderColumns } from '../orders/order-columns.js';
import { counted } from '../../render/words.js';
import { InterruptedError, PartialFailureError } from '../../errors.js';
import type { Output } from '../../terminal/output.js';
import { Progress } from '../../terminal/progress.js';
import { readInput } from '../../terminal/read-input.js';
import { Failures } from './failures.js';
import { keyLines, type OrderLine } from './order-line.js';
import { readOrders } from './read-orders.js';
import { anyOf } from './any-of.js';
import { untilAborted } from '../until-aborted.js';

export interface CreateManyOptions {
  /** Path of the file; `-` for stdin. */
  readonly file: string;
  /** Part of the idempotency keys: another batch name places the same lines again. */
  readonly batch: string;
  readonly concurrency: number;
  /** Path for the failures, as NDJSON. */
  readonly failuresFile: string | undefined;
}

/**
 * Places every order of a file. Each line has an idempotency key, so that another run places no order twice. `confirm` is
 * called after the file was checked and before anything is sent.
 */
export async function createMany(
  context: Context,
  options: CreateManyOptions,
  confirm: () => Promise<void>,
): Promise<void> {
  const { lines, ignored } = readOrders(await readInput(context, options.file), options.file);
  if (ignored.length > 0) context.io.log(`Ignored columns, which a new order does not have: ${ignored.join(', ')}.`);
  const output = await context.output();
  await confirm();
  const run = await startRun(context, options, lines, output);
  context.ignoreClosedPipe();
  await output.report(listingOf(run.orders, output));
  await finish(context, options, run);
}

interface Run {
  /** The orders as they are placed. */
  readonly orders: AsyncIterable<Order>;
  readonly total: number;
  readonly failures: Failures;
  /** Updated while `orders` is read. */
  readonly counts: { placed: number; placedBefore: number };
  /** Aborted by Ctrl-C, or when the remaining tasks would fail too. */
  readonly stopped: AbortSignal;
}

async function startRun(
  context: Context,
  { batch, concurrency }: CreateManyOptions,
  lines: readonly OrderLine[],
  output: Output,
): Promise<Run> {
  const client = await context.client();
  const keys = keyLines(lines, batch);
  const failures = new Failures();
  const counts = { placed: 0, placedBefore: 0 };
  const hopeless = new AbortController();
  const signal = anyOf(context.signal, hopeless.signal);
  const progress = new Progress(context.io, 'Placing', lines.length, {
    clock: () => performance.now(),
    enabled: output.leavesStderrFree,
  });

  async function* place(): AsyncGenerator<Order, void, undefined> {
    const work = (line: OrderLine) => {
      const idempotencyKey = keys.get(line);
      return client.orders.create(line.order, { signal, ...(idempotencyKey && { idempotencyKey }) }).withResponse();
    };
    for await (const outcome of untilAborted(runConcurrently(lines, work, { concurrency, signal }), signal)) {
      if (outcome.ok) {
        failures.succeeded();
        counts.placed += 1;
        if (outcome.result.response.headers.get('idempotent-replayed') === 'true') counts.placedBefore += 1;
      } else {
        const { lineNumber, order } = outcome.task;
        const verdict = await failures.add(`line ${lineNumber}`, { line: lineNumber, order }, outcome.error);
        if (verdict === 'hopeless') hopeless.abort();
      }
      if (!signal.aborted) progress.count(outcome.ok);
      if (outcome.ok) yield outcome.result.data;
    }
    progress.clear();
  }
  return { orders: place(), total: lines.length, failures, counts, stopped: signal };
}

function listingOf(rows: AsyncIterable<Order>, output: Output) {
  const columns = output.format === 'csv' ? ORDER_COLUMNS : orderColumns(['id', 'status', 'total_amount', 'items']);
  return { rows, columns, id: (order: Order) => String(order.id), empty: '' };
}

async function finish(context: Context, options: CreateManyOptions, run: Run): Promise<void> {
  const { failures, counts, total, stopped } = run;
  failures.log(context.io);
  if (options.failuresFile !== undefined) await failures.write(options.failuresFile);
  const left = total - counts.placed - failures.count;
  const unfinished = left > 0 ? `, ${left} not finished` : '';
  const before = counts.placedBefore > 0 ? `, ${counts.placedBefore} of them before this run` : '';
  context.io.log(
    `Placed ${counts.placed} of ${counted(total, 'order')}${before}; ${failures.count} failed${unfinished}.`,
  );
  const hints = [RUN_AGAIN];
  if (context.signal.aborted) throw new InterruptedError('Interrupted.', { hints });
  if (stopped.aborted) throw new PartialFailureError('Stopped, because the others would fail too.', { hints });
  if (failures.count > 0)
    throw new PartialFailureError(`${counted(failures.count, 'order')} could not be placed.`, {
      hints: hintsAfter(failures),
    });
}

const RUN_AGAIN = 'Run the same command again: no order is placed twice.';
const CORRECT = 'Correct these lines in the file, and run the command again: no order is placed twice.';

function hintsAfter({ count, temporaryCount }: Failures): string[] {
  if (temporaryCount === count) return [RUN_AGAIN];
  if (temporaryCount === 0) return [CORRECT];
  return [`${temporaryCount} of them may succeed when the same command is run again; the others have to be corrected.`];
}

import {
  isProblem,
  runConcurrently,
  type ListOrdersParams,
  type Order,
  type OrderServiceClient,
  type OrderStatus,
} from '@order-service/sdk';
import type { Context } from '../context.js';
import { orderColumns } from '../orders/order-columns.js';
import { counted } from '../../render/words.js';
import { InterruptedError, PartialFailureError } from '../../errors.js';
import { Progress } from '../../terminal/progress.js';
import { readInput } from '../../terminal/read-input.js';
import type { Column } from '../../render/column.js';
import { anyOf } from './any-of.js';
import { confirmMany } from './confirm-many.js';
import { Failures } from './failures.js';
import { MovePlan, type Verdict } from './plan.js';
import { readIds } from './read-ids.js';
import { untilAborted } from '../until-aborted.js';

export interface MoveManyOptions {
  readonly target: OrderStatus;
  /** The orders: their ids, a list of ids in a file (`-` for stdin), or a filter. */
  readonly selection:
    { readonly ids: readonly number[] } | { readonly file: string } | { readonly params: ListOrdersParams };
  readonly reason: string | undefined;
  readonly dryRun: boolean;
  /** Whether to move without a confirmation. */
  readonly yes: boolean;
  readonly concurrency: number;
  /** Path for the failures, as NDJSON. */
  readonly failuresFile: string | undefined;
}

/** Moves many orders: prints the plan, asks for confirmation, moves them, and reports the results. */
export async function moveMany(context: Context, options: MoveManyOptions): Promise<void> {
  const client = await context.client();
  const plan = new MovePlan(options.target);
  const failures = new Failures();
  try {
    await planMoves(context, client, options, plan, failures);
    if (!options.dryRun) await carryOut(context, client, options, plan, failures);
  } finally {
    if (options.failuresFile !== undefined) await failures.write(options.failuresFile);
  }
}

async function planMoves(
  context: Context,
  client: OrderServiceClient,
  options: MoveManyOptions,
  plan: MovePlan,
  failures: Failures,
): Promise<void> {
  const orders = readOrders(context, client, options, failures);
  if (options.dryRun) {
    await printPlan(context, orders, plan);
  } else {
    for await (const order of orders) plan.add(order);
  }
  throwIfInterrupted(context);
  for (const sentence of plan.describe()) context.io.log(sentence);
  if (plan.isEmpty && 'params' in options.selection && isOwn(options.selection.params)) context.io.log(ONLY_OWN);
  failures.log(context.io);
}

const ONLY_OWN = 'Only your own orders were looked at. As an operator, add --everyone for those of all users.';

function isOwn({ scope, user_id: userId }: ListOrdersParams): boolean {
  return scope === undefined && userId === undefined;
}

/** Moves what can be moved. The orders of the account add up to those that were selected. */
async function carryOut(
  context: Context,
  client: OrderServiceClient,
  options: MoveManyOptions,
  plan: MovePlan,
  failures: Failures,
): Promise<void> {
  failures.addLogged(plan.stuck);
  const selected = failures.count + plan.movable.length + plan.there;
  let moved = 0;
  let isHopeless = false;
  if (plan.movable.length > 0) {
    await confirmMany(context, {
      action: `Move ${counted(plan.movable.length, 'order')} to ${options.target}`,
      denied: 'Nothing was moved.',
      yes: options.yes,
    });
    ({ moved, isHopeless } = await move(context, client, options, plan, failures));
  }
  failures.log(context.io);
  const { there } = plan;
  const unfinished = selected - moved - there - failures.count;
  const account = [
    `Moved ${moved} of ${counted(selected, 'order')} to ${options.target}`,
    ...(there > 0 ? [`${there} ${there === 1 ? 'was' : 'were'} ${options.target} already`] : []),
    ...(failures.count > 0 ? [`${failures.count} failed`] : []),
    ...(unfinished > 0 ? [`${unfinished} not finished`] : []),
  ];
  context.io.log(`${account.join('; ')}.`);
  throwIfInterrupted(context);
  if (isHopeless) {
    throw new PartialFailureError('Stopped, because the others would fail too.', { hints: [RUN_AGAIN] });
  }
  if (failures.count > 0) throw new PartialFailureError(`${counted(failures.count, 'order')} could not be moved.`);
}

/** Reads the selected orders; those that cannot be read are added to `failures`. */
async function* readOrders(
  context: Context,
  client: OrderServiceClient,
  { selection, concurrency }: MoveManyOptions,
  failures: Failures,
): AsyncGenerator<Order, void, undefined> {
  const { signal } = context;
  if ('params' in selection) {
    yield* client.orders.list(selection.params, { signal });
    return;
  }
  const ids = 'ids' in selection ? selection.ids : readIds(await readInput(context, selection.file));
  const progress = await progressFor(context, 'Reading', ids.length);
  const results = runConcurrently(ids, (id) => client.orders.get(id, { signal }), { concurrency, signal });
  for await (const outcome of untilAborted(results, signal)) {
    progress.count(outcome.ok);
    if (outcome.ok) yield outcome.result;
    else if ((await failures.add(`order ${outcome.task}`, { id: outcome.task }, outcome.error)) === 'hopeless') {
      progress.clear();
      throw outcome.error;
    }
  }
  progress.clear();
}

const PLAN_COLUMNS: readonly Column<{ readonly order: Order; readonly verdict: Verdict }>[] = [
  { name: 'id', heading: 'ID', value: ({ order }) => String(order.id), align: 'right' },
  { name: 'status', heading: 'STATUS', value: ({ order }) => order.status },
  { name: 'verdict', heading: 'VERDICT', value: ({ verdict }) => verdict },
];

async function printPlan(context: Context, orders: AsyncIterable<Order>, plan: MovePlan): Promise<void> {
  async function* judged() {
    for await (const order of orders) yield { order, verdict: plan.add(order) };
  }
  const output = await context.output();
  await output.report({ rows: judged(), columns: PLAN_COLUMNS, id: ({ order }) => String(order.id), empty: '' });
}

async function move(
  context: Context,
  client: OrderServiceClient,
  { target, reason, concurrency }: MoveManyOptions,
  plan: MovePlan,
  failures: Failures,
): Promise<{ readonly moved: number; readonly isHopeless: boolean }> {
  const hopeless = new AbortController();
  const signal = anyOf(context.signal, hopeless.signal);
  const progress = await progressFor(context, 'Moving', plan.movable.length);
  let moved = 0;

  async function* results(): AsyncGenerator<Order, void, undefined> {
    const updates = client.orders.updateStatusMany(plan.movable, target, { concurrency, signal, reason });
    for await (const result of untilAborted(updates, signal)) {
      const isThere = !result.ok && saysItIs(target, result.error);
      if (!signal.aborted) progress.count(result.ok || isThere);
      if (result.ok) {
        failures.succeeded();
        moved += 1;
        yield result.order;
      } else if (isThere) {
        failures.succeeded();
        plan.hasArrived();
      } else if ((await failures.add(`order ${result.orderId}`, { id: result.orderId }, result.error)) === 'hopeless') {
        hopeless.abort();
      }
    }
    progress.clear();
  }

  const output = await context.output();
  const columns = orderColumns(['id', 'status', 'version']);
  context.ignoreClosedPipe();
  await output.report({ rows: results(), columns, id: (order) => String(order.id), empty: '' });
  return { moved, isHopeless: hopeless.signal.aborted };
}

/** Whether an order was not moved because it has changed to `target` since it was read. */
function saysItIs(target: OrderStatus, error: unknown): boolean {
  return isProblem(error, 'version_mismatch') && error.problem.current_status === target;
}

const RUN_AGAIN = 'Run the same command again: orders that have been moved stay as they are.';

function throwIfInterrupted({ signal }: Context): void {
  if (signal.aborted) throw new InterruptedError('Interrupted.', { hints: [RUN_AGAIN] });
}

async function progressFor(context: Context, label: string, total: number): Promise<Progress> {
  const output = await context.output();
  return new Progress(context.io, label, total, { clock: () => performance.now(), enabled: output.leavesStderrFree });
}

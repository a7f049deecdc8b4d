import { readConfig } from '../../../src/config.js';
import { createLogger } from '../../../src/logger.js';
import { startServer, type Overrides } from '../../../src/server.js';
import type { OrderStore } from '../../../src/ports/order-store.js';
import type { FaultPlan, Order, Report, Step } from './fault-plan.js';
import { mutated } from './mutations.js';

/** A server of the rig: production's composition with faults at its overrides, in a process of its own. */

const { config, problems } = readConfig(process.env);
if (!config) throw new Error(problems.join('\n'));
const plan = JSON.parse(process.env.RIG_FAULTS ?? '{}') as FaultPlan;

let deadly: { readonly step: Step; passage: number } | undefined;

/** Where the order to die is carried out: nothing after this line is run. */
function pass(step: Step): void {
  if (deadly?.step !== step) return;
  deadly.passage -= 1;
  if (deadly.passage <= 0) process.kill(process.pid, 'SIGKILL');
}

async function around<T>(write: () => Promise<T>): Promise<T> {
  pass('before commit');
  const outcome = await write();
  pass('after commit');
  return outcome;
}

const overrides: Overrides = {
  now: () => Date.now() + (plan.clockOffsetMs ?? 0),
  wrapOrders: (orders: OrderStore): OrderStore => ({
    ...orders,
    create: (order) => around(() => orders.create(order)),
    changeStatus: (change) => around(() => orders.changeStatus(change)),
  }),
  relay: { failpoint: pass, ...(plan.relay && { options: plan.relay }) },
  ...(plan.mutation && mutated(plan.mutation, config.databaseUrl)),
};

const server = await startServer(config, createLogger(config.logLevel), overrides);

function report(message: Report): void {
  process.send?.(message);
}

process.on('message', (order: Order) => {
  if (order.kind === 'die') deadly = { step: order.step, passage: order.passage };
  else {
    globalThis.gc?.();
    const handles = process.getActiveResourcesInfo().length;
    report({ kind: 'vitals', heapBytes: process.memoryUsage().heapUsed, handles });
  }
});
process.on('disconnect', () => process.exit(1)); // the rig has gone
process.on('SIGTERM', () => void server.stop().then(() => process.exit(0)));
report({ kind: 'ready', url: server.url });

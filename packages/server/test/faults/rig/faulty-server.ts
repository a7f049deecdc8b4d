import { readConfig } from '../../../src/config.js';
import { createLogger } from '../../../src/logger.js';
import type { Overrides } from '../../../src/overrides.js';
import { startServer } from '../../../src/server.js';
import type { OrderStore } from '../../../src/ports/order-store.js';
import type { Command, FaultPlan, Report, Step } from './fault-plan.js';
import { mutated } from './mutations.js';

/** A server of the rig: production's composition with fault overrides, in a process of its own. */

const { config, problems } = readConfig(process.env);
if (!config) throw new Error(problems.join('\n'));
const plan = JSON.parse(process.env.RIG_FAULTS ?? '{}') as FaultPlan;

let armed: { readonly step: Step; occurrence: number } | undefined;

/** Kills the process at the armed step; no later code runs. */
function failpoint(step: Step): void {
  if (armed?.step !== step) return;
  armed.occurrence -= 1;
  if (armed.occurrence <= 0) process.kill(process.pid, 'SIGKILL');
}

async function around<T>(write: () => Promise<T>): Promise<T> {
  failpoint('before commit');
  const outcome = await write();
  failpoint('after commit');
  return outcome;
}

const overrides: Overrides = {
  now: () => Date.now() + (plan.clockOffsetMs ?? 0),
  wrapOrders: (orders: OrderStore): OrderStore => ({
    ...orders,
    create: (order) => around(() => orders.create(order)),
    changeStatus: (change) => around(() => orders.changeStatus(change)),
  }),
  relay: { failpoint, ...(plan.relay && { options: plan.relay }) },
  ...(plan.mutation && mutated(plan.mutation, config.databaseUrl)),
};

const server = await startServer(config, createLogger(config.logLevel), overrides);

function report(message: Report): void {
  process.send?.(message);
}

process.on('message', (command: Command) => {
  if (command.kind === 'crash') armed = { step: command.step, occurrence: command.occurrence };
  else {
    globalThis.gc?.();
    const handles = process.getActiveResourcesInfo().length;
    report({ kind: 'resourceUsage', heapBytes: process.memoryUsage().heapUsed, handles });
  }
});
process.on('disconnect', () => process.exit(1)); // the rig has ended
process.on('SIGTERM', () => void server.stop().then(() => process.exit(0)));
report({ kind: 'ready', url: server.url });

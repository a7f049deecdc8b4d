import { setTimeout as delay } from 'node:timers/promises';
import { tearDown } from '../../../../test/services/teardown.js';
import { Environment } from './environment.js';
import { FAULTS, type Fault } from './faults.js';
import { Prometheus, type FiringAlert } from './prometheus.js';
import { RunbookWalk } from './runbook-walk.js';

const MAX_FIRING_MS = 60_000;
const MAX_RESOLVED_MS = 60_000;
const POLL_MS = 250;

const out = (text: string): void => void process.stdout.write(text);
const seconds = (sinceMs: number): string => `${((performance.now() - sinceMs) / 1_000).toFixed(1)} s`;

/**
 * Causes each fault (or those whose alerts are named), waits until its alert fires and, once mended, resolves, and types the
 * commands of its runbook meanwhile.
 */
async function main(names: readonly string[]): Promise<void> {
  const faults = FAULTS.filter(({ alert }) => names.length === 0 || names.includes(alert));
  const environment = await Environment.start();
  const address = await environment.serve();
  const prometheus = await Prometheus.start([address]);
  const runbooks = await RunbookWalk.start(environment, address, prometheus);
  let failed = 0;
  try {
    await until('nothing fires at first', MAX_RESOLVED_MS, async () => (await prometheus.alerts()).length === 0);
    for (const fault of faults) {
      if (!(await walk(fault, { environment, address, prometheus, runbooks }))) failed += 1;
    }
  } finally {
    await runbooks.stop();
    await prometheus.stop();
    await environment.stop();
    await tearDown();
  }
  out(`\n${faults.length - failed} passed, ${failed} failed\n`);
  if (failed > 0) process.exitCode = 1;
}

interface Parts {
  readonly environment: Environment;
  readonly address: string;
  readonly prometheus: Prometheus;
  readonly runbooks: RunbookWalk;
}

async function walk(fault: Fault, { environment, address, prometheus, runbooks }: Parts): Promise<boolean> {
  out(`${fault.alert}: ${fault.name}\n`);
  let mend: (() => Promise<unknown>) | undefined;
  try {
    const causedMs = performance.now();
    mend = await fault.cause(environment, address);
    await until('it fires', MAX_FIRING_MS, async () => (await firing(prometheus, fault)) !== undefined);
    const alert = await firing(prometheus, fault);
    out(`  fires after ${seconds(causedMs)}: ${alert?.annotations.summary ?? ''}\n`);
    let typed = await runbooks.type(fault.alert, 'firing', fault.variables);
    const mendedMs = performance.now();
    await mend();
    mend = undefined;
    typed += await runbooks.type(fault.alert, 'mended');
    await until('everything has resolved', MAX_RESOLVED_MS, async () => (await prometheus.alerts()).length === 0);
    out(`  resolved after ${seconds(mendedMs)}\n`);
    typed += await runbooks.type(fault.alert, 'resolved');
    out(`  ${typed} commands of its runbook show what it says\n`);
    return true;
  } catch (error) {
    const alerts = await prometheus.alerts().catch(() => []);
    out(`  FAILED: ${String(error)}; alerts: ${JSON.stringify(alerts)}\n`);
    await mend?.();
    return false;
  }
}

/** The alert of the fault, with the labels that name it. */
async function firing(prometheus: Prometheus, { alert, labels }: Fault): Promise<FiringAlert | undefined> {
  return (await prometheus.alerts()).find(
    (found) =>
      found.state === 'firing' &&
      found.labels.alertname === alert &&
      Object.entries(labels).every(([name, value]) => found.labels[name] === value),
  );
}

async function until(what: string, timeoutMs: number, condition: () => Promise<boolean>): Promise<void> {
  const deadlineMs = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadlineMs) throw new Error(`waited in vain until ${what}`);
    await delay(POLL_MS);
  }
}

await main(process.argv.slice(2));

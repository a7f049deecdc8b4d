import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePorts } from '../test/services/free-port.js';
import { startService, type Environment } from './contenders.js';
import { readProcess } from './processes.js';
import { median, type StartFigures } from './results.js';
import type { Log } from './run-load.js';

const ORDERS = fileURLToPath(new URL('../packages/cli/bin/orders.cjs', import.meta.url));
const RUNS = 21;

interface Command {
  readonly name: string;
  readonly args: readonly string[];
}

interface Run {
  readonly ms: number;
  readonly cpuMs: number;
}

/** Compares the run time of the command line with a minimal Node.js program that does the same, alternating many times. */
export async function measureStarts(environment: Environment, log: Log): Promise<StartFigures[]> {
  const [port = 0] = await freePorts(1);
  const server = await startService(environment, port);
  const [request] = environment.workload.requests('list', 1);
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, ORDERS_URL: server.url, ORDERS_TOKEN: request?.token };
  const fetchIt = `fetch('${server.url}${request?.path}',{headers:{authorization:'Bearer '+process.env.ORDERS_TOKEN}})
    .then((answer)=>answer.text()).then((text)=>process.stdout.write(text))`;
  const pairs: [Command, Command][] = [
    [
      { name: 'orders --help', args: [ORDERS, '--help'] },
      { name: 'node -e 0', args: ['-e', '0'] },
    ],
    [
      { name: 'orders list', args: [ORDERS, 'list'] },
      { name: 'node, one fetch', args: ['-e', fetchIt] },
    ],
  ];
  try {
    const figures: StartFigures[] = [];
    for (const [command, beside] of pairs) {
      const runs: [Run, Run][] = [];
      for (let turn = 0; turn < RUNS; turn += 1) runs.push([await run(command, env), await run(beside, env)]);
      figures.push(compare(command, beside, runs));
      log(`${command.name}: ${figures.at(-1)?.ratio.toFixed(2)} × ${beside.name}`);
    }
    return figures;
  } finally {
    await server.stop();
  }
}

function compare(command: Command, beside: Command, runs: readonly [Run, Run][]): StartFigures {
  const of = (index: 0 | 1, member: keyof Run): number => median(runs.map((pair) => pair[index][member]));
  return {
    command: command.name,
    beside: beside.name,
    medianMs: of(0, 'ms'),
    cpuMs: of(0, 'cpuMs'),
    ratio: of(0, 'ms') / of(1, 'ms'),
    cpuRatio: of(0, 'cpuMs') / of(1, 'cpuMs'),
  };
}

/** Runs a command until it exits. A child's processor time is added to its parent's when it has exited. */
async function run({ name, args }: Command, env: NodeJS.ProcessEnv): Promise<Run> {
  const cpuBefore = readProcess('self')?.endedChildrenUs ?? NaN;
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = (await once(child, 'exit')) as [number | null];
  const ms = performance.now() - startedAt;
  if (code !== 0) throw new Error(`${name} ended with ${code}`);
  return { ms, cpuMs: ((readProcess('self')?.endedChildrenUs ?? NaN) - cpuBefore) / 1000 };
}

import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { tearDown } from '../../../../test/services/teardown.js';
import { describeMachine } from '../faults/results.js';
import { FAULTS, type ClusterFault } from './faults.js';
import { runFault, type FaultRun } from './run-fault.js';
import { startTopology } from './topology.js';

const USAGE = `Usage: npm run test:cluster -- [options]

  --only <fault>[,<fault>…]   ${FAULTS.map(({ name }) => name).join(', ')}
  --times <n>                 how often each fault is injected; its own number if absent
  --seed <n>                  seed of the first run of each fault; 1 if absent
  --output <file>             write the results to this file, as JSON
`;

/** What \`--output\` writes. */
export interface ClusterResults {
  readonly command: string;
  readonly date: string;
  readonly machine: string;
  readonly faults: readonly Pick<ClusterFault, 'name' | 'title' | 'goalSeconds'>[];
  readonly runs: readonly FaultRun[];
}

const out = (text: string): void => void process.stdout.write(text);

/** Exits with 1 if something that was acknowledged is lost, doubled or out of order, or the cluster does not recover. */
async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string' },
      times: { type: 'string' },
      seed: { type: 'string', default: '1' },
      output: { type: 'string' },
    },
  });
  const only = values.only?.split(',') ?? FAULTS.map(({ name }) => name);
  const unknown = only.filter((name) => !FAULTS.some((fault) => fault.name === name));
  if (unknown.length > 0) throw new Error(`there is no such fault: ${unknown.join(', ')}`);
  const faults = FAULTS.filter(({ name }) => only.includes(name));
  const runs: FaultRun[] = [];
  out('The cluster is started.\n');
  const topology = await startTopology();
  try {
    for (const fault of faults) {
      const times = values.times === undefined ? (fault.times ?? 1) : Number(values.times);
      for (let time = 0; time < times; time += 1) {
        const run = await runFault(topology, fault, Number(values.seed) + time);
        runs.push(run);
        print(run);
        if (values.output !== undefined) await writeFile(values.output, report(args, faults, runs));
      }
    }
  } finally {
    await topology.stop();
    await tearDown();
  }
  if (runs.some(isBroken)) process.exitCode = 1;
}

function isBroken({ lost, doubled, outOfOrder, violations }: FaultRun): boolean {
  const unrecovered = violations.some(({ promise }) => promise === 'F');
  return lost + doubled + outOfOrder > 0 || unrecovered;
}

function print(run: FaultRun): void {
  const { fault, seed, acknowledged, lost, doubled, outOfOrder, longestPauseMs, keyedCreates, failedKeyedCreates } =
    run;
  out(
    `${fault.padEnd(20)} seed ${seed}: ${acknowledged} acknowledged, ${lost} lost, ${doubled} doubled, ` +
      `${outOfOrder} out of order; longest pause ${(longestPauseMs / 1_000).toFixed(1)} s; ` +
      `${failedKeyedCreates} of ${keyedCreates} keyed creates failed${isBroken(run) ? ' BROKEN' : ''}\n`,
  );
  for (const { promise, what } of run.violations) out(`     ${promise}: ${what}\n`);
}

function report(args: readonly string[], faults: readonly ClusterFault[], runs: readonly FaultRun[]): string {
  const output = args.indexOf('--output');
  const shown = output < 0 ? args : args.toSpliced(output, 2);
  const results: ClusterResults = {
    command: ['npm run test:cluster', ...(shown.length > 0 ? ['--', ...shown] : [])].join(' '),
    date: new Date().toISOString().slice(0, 10),
    machine: describeMachine(),
    faults: faults.map(({ name, title, goalSeconds }) => ({ name, title, goalSeconds })),
    runs,
  };
  return `${JSON.stringify(results, null, 2)}\n`;
}

main(process.argv.slice(2))
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n\n${USAGE}`);
    process.exitCode = 2;
  })
  .finally(() => process.exit()); // a fault may have left sockets open; the process guard ends child processes

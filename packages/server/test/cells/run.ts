import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { tearDown } from '../../../../test/services/teardown.js';
import type { HistoryRecord } from '../faults/checker/evidence.js';
import type { Verdict, Violation } from '../faults/checker/verdict.js';
import { brokenPromises } from '../faults/row.js';
import { describeMachine } from '../faults/results.js';
import { Fixture } from '../faults/rig/fixture.js';
import { History, readHistory } from '../faults/rig/history.js';
import { Load } from '../faults/rig/load.js';
import { Random } from '../faults/rig/random.js';
import { verdictOf } from './evidence.js';
import type { CellResults, ScenarioResult } from './results.js';
import { runLanes } from './run-lanes.js';
import { FIRST_USER, LANES_OF_CELL_1, SCENARIOS, USERS, type CellScenario } from './scenarios.js';
import { startTopology } from './topology.js';

const USAGE = `Usage: npm run test:cells -- [--only <scenario>]… [--moves <n>] [--seed <n>] [--output <file>] [--verbose]
Scenarios: ${SCENARIOS.map(({ name }) => name).join(', ')}\n`;

/** Lanes of users below this one are in cell 0. */
const FIRST_USER_OF_CELL_1 = FIRST_USER + USERS / 2;
const REQUESTS_OF_A_USER = 4;

interface Options {
  readonly moves: number;
  readonly seed: number;
  readonly verbose: boolean;
}

/** Two cells under load, and what may happen to them. Exits with 1 if a promise was broken. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true },
      moves: { type: 'string', default: '4' },
      seed: { type: 'string', default: '1' },
      output: { type: 'string' },
      verbose: { type: 'boolean', default: false },
    },
  });
  const { only, output, verbose } = values;
  const options = { moves: Number(values.moves), seed: Number(values.seed), verbose };
  const scenarios = SCENARIOS.filter(({ name }) => only?.includes(name) ?? true);
  if (scenarios.length === 0 || !(options.moves > 0)) throw new Error(USAGE);
  const fixture = await Fixture.open();
  const results: ScenarioResult[] = [];
  try {
    for (const scenario of scenarios) {
      const result = await runScenario(fixture, scenario, options);
      results.push(result);
      print(result);
      if (output !== undefined) await writeFile(output, report(options, results));
    }
  } finally {
    await fixture.close();
    await tearDown();
  }
  if (results.some(({ broken }) => broken.length > 0)) process.exitCode = 1;
}

async function runScenario(fixture: Fixture, scenario: CellScenario, options: Options): Promise<ScenarioResult> {
  const startedMs = performance.now();
  const topology = await startTopology(fixture);
  const { url, secret, folder, cellsFile } = topology;
  const violations: Violation[] = [];
  const standstillsMs: number[] = [];
  const note = (text: string): void => {
    if (options.verbose) process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
  };
  const history = new History(join(folder, 'history.ndjson'));
  try {
    const beforehand = [['replicate'], ['move', '--lanes', LANES_OF_CELL_1, '--from', '0', '--to', '1']];
    for (const args of beforehand) {
      const { code, output } = await runLanes({ args: [...args, '--cells', cellsFile] });
      if (code !== 0) throw new Error(`The cells could not be prepared: ${output}`);
    }
    const random = new Random(options.seed).fork(scenario.name);
    const load = new Load({
      ...{ url, secret, secrets: [secret], history, random },
      ...{ users: USERS, perUser: REQUESTS_OF_A_USER },
    });
    load.start();
    try {
      await scenario.run({ topology, history, violations, standstillsMs, note, moves: options.moves });
    } finally {
      await load.stop();
    }
    const verdict = await verdictOf(topology, history, violations);
    return {
      ...{ scenario: scenario.name, title: scenario.title, seed: options.seed, verdict, standstillsMs },
      broken: brokenPromises(scenario.promises, verdict.broken),
      longestPauseMs: longestPauses(await readHistory(history.path)),
      seconds: Math.round((performance.now() - startedMs) / 1_000),
    };
  } finally {
    await topology.stop();
  }
}

/** The longest time without an acknowledged change, up to the last request, of the users who are in each cell at the start. */
function longestPauses(history: readonly HistoryRecord[]): [number, number] {
  const users = new Map(
    history.flatMap((record) => (record.type === 'invoke' ? [[record.id, record.user] as const] : [])),
  );
  const lastMs: [number?, number?] = [];
  const longest: [number, number] = [0, 0];
  for (const record of history) {
    if (record.type !== 'ok') continue;
    const cell = (users.get(record.id) ?? 0) < FIRST_USER_OF_CELL_1 ? 0 : 1;
    longest[cell] = Math.max(longest[cell], record.atMs - (lastMs[cell] ?? record.atMs));
    lastMs[cell] = record.atMs;
  }
  const endMs = history.at(-1)?.atMs ?? 0;
  return [Math.max(longest[0], endMs - (lastMs[0] ?? 0)), Math.max(longest[1], endMs - (lastMs[1] ?? 0))];
}

function print({ scenario, verdict, broken, standstillsMs, longestPauseMs, seconds }: ScenarioResult): void {
  const { counts, violations } = verdict;
  const sum = describe(verdict);
  const standstills = standstillsMs.length > 0 ? `, stood still for ${standstillsMs.join(', ')} ms` : '';
  process.stdout.write(
    `${scenario.padEnd(10)} ${counts.acknowledged} acknowledged, ${counts.unknown} unknown, ${counts.rejected} rejected, ${sum}` +
      `${standstills}, longest pauses ${longestPauseMs.join(' and ')} ms (${seconds} s)` +
      `${broken.length > 0 ? ` BROKEN: ${broken.join('')}` : ''}\n`,
  );
  for (const { promise, what } of violations)
    if (broken.includes(promise)) process.stdout.write(`     ${promise}: ${what}\n`);
}

function describe({ counts }: Verdict): string {
  return (
    `${counts.lost + counts.undelivered} lost, ${counts.duplicated + counts.inconsistent + counts.contradicted} doubled, ` +
    `${counts.misordered} misordered`
  );
}

function report({ moves, seed }: Options, scenarios: readonly ScenarioResult[]): string {
  const results: CellResults = {
    command: `npm run test:cells -- --moves ${moves} --seed ${seed}`,
    date: new Date().toISOString().slice(0, 10),
    machine: describeMachine(),
    scenarios,
  };
  return `${JSON.stringify(results, null, 2)}\n`;
}

main()
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 2;
  })
  .finally(() => process.exit()); // a fault may have left sockets open; the process guard ends child processes

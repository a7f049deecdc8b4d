import { writeFile } from 'node:fs/promises';
import { tearDown } from '../../../../test/services/teardown.js';
import { runScenario, type RunResult } from './run-scenario.js';
import { addUp, describeMachine, type Results, type Skipped } from './results.js';
import { Fixture } from './rig/fixture.js';
import type { Row, Scenario } from './row.js';
import { ROWS } from './rows/index.js';
import { readRunOptions, USAGE, type RunOptions } from './run-options.js';

/** Longer budgets are split into runs with different seeds; shorter runs would mostly start services. */
const MAX_RUN_MS = 40_000;
const SHORT_RUN_MS = 4_000;

const out = (text: string): void => void process.stdout.write(text);

/** Runs the fault table and prints the violations. Exits with 1 if a promise was broken. */
async function main(args: readonly string[]): Promise<void> {
  const options = readRunOptions(args);
  const rows = ROWS.filter(({ number }) => options.only?.includes(number) ?? true);
  if (rows.length === 0)
    throw new Error(`there is no such row; there are ${ROWS.map(({ number }) => number).join(', ')}`);
  const fixture = await Fixture.open();
  const runs: RunResult[] = [];
  const skipped: Skipped[] = [];
  try {
    for (const { row, scenario, budgetMs } of schedule(rows, options)) {
      const why = scenario.unsupported?.();
      if (why === undefined) await runForBudget(fixture, { row, scenario, budgetMs }, options, runs);
      else {
        skipped.push({ row: row.number, scenario: scenario.name, why });
        out(`${label(row, scenario)} NOT RUN: ${why}\n`);
      }
      if (options.output !== undefined) await writeFile(options.output, report(args, rows, runs, skipped));
    }
  } finally {
    await fixture.close();
    await tearDown();
  }
  printTotals(rows, runs, skipped);
  if (runs.some(({ broken }) => broken.length > 0)) process.exitCode = 1;
}

interface ScheduledScenario {
  readonly row: Row;
  readonly scenario: Scenario;
  readonly budgetMs: number;
}

function schedule(rows: readonly Row[], { minutes }: RunOptions): ScheduledScenario[] {
  const weighted = rows.flatMap((row) =>
    row.scenarios.map((scenario) => ({ row, scenario, weight: scenario.weight ?? 1 })),
  );
  const weights = weighted.reduce((sum, { weight }) => sum + weight, 0);
  return weighted.map(({ row, scenario, weight }) => ({
    row,
    scenario,
    budgetMs: minutes === undefined ? SHORT_RUN_MS : (minutes * 60_000 * weight) / weights,
  }));
}

/** Runs a scenario with successive seeds until its time budget is used. */
async function runForBudget(
  fixture: Fixture,
  { row, scenario, budgetMs }: ScheduledScenario,
  { seed, mutation }: RunOptions,
  runs: RunResult[],
): Promise<void> {
  const durationMs = Math.min(budgetMs, MAX_RUN_MS);
  const times = Math.max(1, Math.round(budgetMs / durationMs));
  for (let number = 0; number < times; number += 1) {
    const result = await runScenario(fixture, row, scenario, {
      seed: seed + number,
      durationMs,
      ...(mutation && { mutation }),
    });
    runs.push(result);
    printRun(row, scenario, result);
  }
}

function label(row: Row, scenario: Scenario): string {
  return `${String(row.number).padStart(2)} ${scenario.name}`.padEnd(38);
}

function printRun(row: Row, scenario: Scenario, result: RunResult): void {
  const { counts, recoveryMs, violations } = result.verdict;
  out(
    `${label(row, scenario)} seed ${result.seed}: ${counts.acknowledged} acknowledged, ${counts.unknown} unknown, ` +
      `${counts.rejected} rejected, ${counts.lost + counts.undelivered} lost, ${counts.duplicated} duplicated, ` +
      `${counts.misordered} misordered, ${counts.unexpected} unexpected, ${counts.redelivered} redelivered, ` +
      `recovered in ${recoveryMs} ms (${result.seconds} s)${result.broken.length > 0 ? ` BROKEN: ${result.broken.join('')}` : ''}\n`,
  );
  for (const { promise, what } of violations) if (result.broken.includes(promise)) out(`     ${promise}: ${what}\n`);
}

function printTotals(rows: readonly Row[], runs: readonly RunResult[], skipped: readonly Skipped[]): void {
  out('\nrow  runs  seeds   acknowledged   lost  duplicated  misordered  unexpected  longest recovery\n');
  const print = (name: string, some: readonly RunResult[]): void => {
    const {
      runs: count,
      seeds,
      acknowledged,
      lost,
      duplicated,
      misordered,
      unexpected,
      longestRecoveryMs,
      broken,
    } = addUp(some);
    const cells = [name.padEnd(4), String(count).padStart(4), seeds.padStart(6), String(acknowledged).padStart(14)];
    const faults = [
      String(lost).padStart(6),
      String(duplicated).padStart(10),
      String(misordered).padStart(11),
      String(unexpected).padStart(10),
    ];
    out(
      `${[...cells, ...faults].join(' ')} ${`${longestRecoveryMs} ms`.padStart(17)}${broken && `  BROKEN: ${broken}`}\n`,
    );
  };
  for (const row of rows)
    print(
      String(row.number),
      runs.filter((run) => run.row === row.number),
    );
  print('all', runs);
  for (const { row, scenario, why } of skipped) out(`row ${row}, ${scenario}: NOT RUN: ${why}\n`);
}

function report(
  args: readonly string[],
  rows: readonly Row[],
  runs: readonly RunResult[],
  skipped: readonly Skipped[],
): string {
  const results: Results = {
    command: commandOf(args),
    date: new Date().toISOString().slice(0, 10),
    machine: describeMachine(),
    rows: rows.map(({ number, title, promises }) => ({ number, title, promises })),
    counted: rows.flatMap((row) =>
      row.scenarios.flatMap(({ name, promises }) => (promises === undefined ? [] : `${row.number} ${name}`)),
    ),
    runs,
    skipped,
  };
  return `${JSON.stringify(results, null, 2)}\n`;
}

/** The command that repeats this run, without the path of its output. */
function commandOf(args: readonly string[]): string {
  const output = args.indexOf('--output');
  const shown = output < 0 ? args : args.toSpliced(output, 2);
  return ['npm run test:faults --', ...shown].join(' ');
}

main(process.argv.slice(2))
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n\n${USAGE}`);
    process.exitCode = 2;
  })
  .finally(() => process.exit()); // a fault may have left sockets open; the process guard ends child processes

import { setTimeout as delay } from 'node:timers/promises';
import { check } from './checker/check.js';
import { Tally, type Promised, type Verdict } from './checker/verdict.js';
import type { Mutation } from './rig/fault-plan.js';
import { Random } from './rig/random.js';
import { Rig } from './rig/rig.js';
import type { RigOptions } from './rig/rig-options.js';
import type { Fixture } from './rig/fixture.js';
import { brokenPromises, type Row, type Scenario, type Environment } from './row.js';

export interface RunScenarioOptions {
  readonly seed: number;
  readonly durationMs: number;
  readonly mutation?: Mutation;
}

/** The result of one run of a scenario. */
export interface RunResult {
  readonly row: number;
  readonly scenario: string;
  readonly seed: number;
  readonly verdict: Verdict;
  /** Promises of the row that were broken. */
  readonly broken: readonly Promised[];
  readonly seconds: number;
}

/** Runs a scenario once: starts the service and its load, injects the faults, waits for recovery, checks the evidence. */
export async function runScenario(
  fixture: Fixture,
  row: Row,
  scenario: Scenario,
  options: RunScenarioOptions,
): Promise<RunResult> {
  const startedMs = performance.now();
  const { seed, mutation } = options;
  const random = new Random(seed).fork(`${row.number} ${scenario.name}`);
  const rig = await Rig.start(fixture, withMutation(scenario.rig ?? {}, mutation));
  try {
    const verdict = await perform(rig, scenario, random, options.durationMs);
    return {
      row: row.number,
      scenario: scenario.name,
      seed,
      verdict,
      broken: brokenPromises(scenario.promises ?? row.promises, verdict.broken),
      seconds: Math.round((performance.now() - startedMs) / 1_000),
    };
  } finally {
    await rig.stop();
  }
}

async function perform(rig: Rig, scenario: Scenario, random: Random, durationMs: number): Promise<Verdict> {
  const load = rig.load(random.fork('load'));
  if (!scenario.withoutLoad) load.start();
  rig.explanations.watch();
  try {
    await scenario.run(createEnvironment(rig, random.fork('faults'), load, durationMs));
  } catch (error) {
    rig.report('F', `the scenario failed: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    await Promise.all([load.stop(), rig.explanations.stop()]);
  }
  try {
    return check(await rig.evidence());
  } catch (error) {
    const tally = new Tally();
    tally.add(
      'F',
      undefined,
      `the evidence could not be read: ${error instanceof Error ? error.message : String(error)}`,
    );
    for (const { promise, what } of rig.violations) tally.add(promise, undefined, what);
    return tally.verdict(0);
  }
}

function createEnvironment(rig: Rig, random: Random, load: Environment['load'], durationMs: number): Environment {
  const untilMs = performance.now() + durationMs;
  let rounds = 0;
  return {
    rig,
    random,
    load,
    durationMs,
    nextRound: () => {
      rounds += 1;
      return rounds === 1 || performance.now() < untilMs;
    },
    loadFor: (lowMs, highMs) => delay(random.integer(lowMs, highMs)),
  };
}

function withMutation(options: RigOptions, mutation: Mutation | undefined): RigOptions {
  if (mutation === undefined) return options;
  const plans = options.plans?.length ? options.plans : [{}];
  return { ...options, plans: plans.map((plan) => ({ ...plan, mutation })) };
}

import { setTimeout as delay } from 'node:timers/promises';
import { check } from './checker/check.js';
import { Tally, type Promised, type Verdict } from './checker/verdict.js';
import type { Mutation } from './rig/fault-plan.js';
import { Random } from './rig/random.js';
import { Rig, type RigOptions } from './rig/rig.js';
import type { Workshop } from './rig/workshop.js';
import { brokenPromises, type Row, type Scenario, type Stage } from './row.js';

export interface PlayOptions {
  readonly seed: number;
  readonly forMs: number;
  readonly mutation?: Mutation;
}

/** What one run of one scenario came to. */
export interface RunResult {
  readonly row: number;
  readonly scenario: string;
  readonly seed: number;
  readonly verdict: Verdict;
  /** Promises of the row that were not kept. */
  readonly broken: readonly Promised[];
  readonly seconds: number;
}

/** Plays a scenario once: starts the service, loads it, breaks it, waits for it to recover, and has it judged. */
export async function play(workshop: Workshop, row: Row, scenario: Scenario, options: PlayOptions): Promise<RunResult> {
  const startedMs = performance.now();
  const { seed, mutation } = options;
  const random = new Random(seed).fork(`${row.number} ${scenario.name}`);
  const rig = await Rig.start(workshop, withMutation(scenario.rig ?? {}, mutation));
  try {
    const verdict = await perform(rig, scenario, random, options.forMs);
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

async function perform(rig: Rig, scenario: Scenario, random: Random, forMs: number): Promise<Verdict> {
  const load = rig.load(random.fork('load'));
  if (!scenario.quiet) load.start();
  try {
    await scenario.play(stageOf(rig, random.fork('faults'), load, forMs));
  } catch (error) {
    rig.object('F', `the scenario could not go on: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    await load.stop();
  }
  try {
    return check(await rig.evidence());
  } catch (error) {
    const tally = new Tally();
    tally.blame('F', undefined, `nothing could be judged: ${error instanceof Error ? error.message : String(error)}`);
    for (const { promise, what } of rig.objections) tally.blame(promise, undefined, what);
    return tally.verdict(0);
  }
}

function stageOf(rig: Rig, random: Random, load: Stage['load'], forMs: number): Stage {
  const untilMs = performance.now() + forMs;
  let rounds = 0;
  return {
    rig,
    random,
    load,
    forMs,
    goesOn: () => {
      rounds += 1;
      return rounds === 1 || performance.now() < untilMs;
    },
    meanwhile: (lowMs, highMs) => delay(random.integer(lowMs, highMs)),
  };
}

function withMutation(options: RigOptions, mutation: Mutation | undefined): RigOptions {
  if (mutation === undefined) return options;
  const plans = options.plans?.length ? options.plans : [{}];
  return { ...options, plans: plans.map((plan) => ({ ...plan, mutation })) };
}

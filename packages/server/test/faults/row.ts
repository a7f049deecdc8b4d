import type { Promised } from './checker/verdict.js';
import type { Load } from './rig/load.js';
import type { Random } from './rig/random.js';
import type { Rig } from './rig/rig.js';
import type { RigOptions } from './rig/rig-options.js';

/** What a scenario gets: the running service with its load, and how long the faults last. */
export interface Environment {
  readonly rig: Rig;
  readonly random: Random;
  readonly load: Load;
  /** How long the scenario injects faults. */
  readonly durationMs: number;
  /** Whether to inject another round of faults: true the first time, then until `durationMs` has passed. */
  readonly nextRound: () => boolean;
  /** Waits, with the load running, for a random time between the two. */
  readonly loadFor: (lowMs: number, highMs: number) => Promise<void>;
}

/** One kind of fault. */
export interface Scenario {
  readonly name: string;
  readonly rig?: RigOptions;
  /** Replaces the promises of the row, for a scenario that can keep fewer: the other violations are only counted. */
  readonly promises?: string;
  /** Relative share of the run time; 1 if absent. */
  readonly weight?: number;
  /** Returns why the scenario cannot run on this machine; undefined if it can. */
  readonly unsupported?: () => string | undefined;
  /** Runs no load clients: only the requests of the scenario itself are sent. */
  readonly withoutLoad?: boolean;
  /** Injects the faults, and undoes those from which the service cannot recover alone. */
  readonly run: (environment: Environment) => Promise<void>;
}

/** One row of the fault table. */
export interface Row {
  readonly number: number;
  readonly title: string;
  /** Letters of the promises that must hold. */
  readonly promises: string;
  readonly scenarios: readonly Scenario[];
}

/** Those of the broken promises that must hold. */
export function brokenPromises(promises: string, broken: readonly Promised[]): Promised[] {
  return broken.filter((letter) => promises.includes(letter));
}

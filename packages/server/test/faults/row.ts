import type { Promised } from './checker/verdict.js';
import type { Load } from './rig/load.js';
import type { Random } from './rig/random.js';
import type { Rig, RigOptions } from './rig/rig.js';

/** What a scenario is played with: the service and its load are running. */
export interface Stage {
  readonly rig: Rig;
  readonly random: Random;
  readonly load: Load;
  /** How long the faults are to go on. */
  readonly forMs: number;
  /** Whether there is time for another round of faults; there is for one. */
  readonly goesOn: () => boolean;
  /** Lets the load work on for a while, by the seed. */
  readonly meanwhile: (lowMs: number, highMs: number) => Promise<void>;
}

/** One way to break the service. */
export interface Scenario {
  readonly name: string;
  readonly rig?: RigOptions;
  /** Where they are not those of the row: what an asynchronous standby cannot promise is counted instead. */
  readonly promises?: string;
  /** Its share of the time, against 1. */
  readonly weight?: number;
  /** Why it cannot be played on this machine; undefined when it can. */
  readonly impossible?: () => string | undefined;
  /** Without a load of its own: the scenario sends what it sends. */
  readonly quiet?: boolean;
  /** Breaks things, and mends what would not mend itself. */
  readonly play: (stage: Stage) => Promise<void>;
}

/** One row of the fault table. */
export interface Row {
  readonly number: number;
  readonly title: string;
  /** Letters of the promises that hold through it. */
  readonly promises: string;
  readonly scenarios: readonly Scenario[];
}

/** The letters among `broken` that were promised. */
export function brokenPromises(promises: string, broken: readonly Promised[]): Promised[] {
  return broken.filter((letter) => promises.includes(letter));
}

import { parseArgs } from 'node:util';
import { MUTATIONS, type Mutation } from './rig/fault-plan.js';

export interface RunOptions {
  /** Rows to run; undefined for all. */
  readonly only: readonly number[] | undefined;
  /** Seed of the first run of each scenario; later runs use the following numbers. */
  readonly seed: number;
  /** Run time of all rows together; undefined for one short run of each scenario. */
  readonly minutes: number | undefined;
  readonly mutation: Mutation | undefined;
  /** File for the results. */
  readonly output: string | undefined;
}

export const USAGE = `Usage: npm run test:faults -- [options]

  --only <row>[,<row>…]   rows of the fault table to run; all rows if absent
  --seed <n>              seed of the first run of each scenario; 1 if absent
  --minutes <m>           run time of all rows together; if absent, each scenario runs once for a few seconds
  --mutate <mutation>     run a defective relay, which must be detected: ${MUTATIONS.join(', ')}
  --output <file>         write the results to this file, as JSON
`;

/** Parses the command line. @throws Error if it is invalid. */
export function readRunOptions(args: readonly string[]): RunOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      seed: { type: 'string', default: '1' },
      minutes: { type: 'string' },
      mutate: { type: 'string' },
      output: { type: 'string' },
    },
  });
  return {
    only: values.only?.split(',').map((row) => positive('--only', row)),
    seed: positive('--seed', values.seed),
    minutes: values.minutes === undefined ? undefined : positive('--minutes', values.minutes),
    mutation: values.mutate === undefined ? undefined : mutationOf(values.mutate),
    output: values.output,
  };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`${name} must be a number above 0, not ${text}`);
  return value;
}

function mutationOf(name: string): Mutation {
  const mutation = MUTATIONS.find((known) => known === name);
  if (!mutation) throw new Error(`--mutate must be one of ${MUTATIONS.join(', ')}, not ${name}`);
  return mutation;
}

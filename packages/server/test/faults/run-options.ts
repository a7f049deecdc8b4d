import { parseArgs } from 'node:util';
import { MUTATIONS, type Mutation } from './rig/fault-plan.js';

export interface RunOptions {
  /** Rows to play; undefined for all. */
  readonly only: readonly number[] | undefined;
  /** Of the first run of each scenario; the next runs take the next seeds. */
  readonly seed: number;
  /** Time of faults over all rows; undefined for one short run of each scenario. */
  readonly minutes: number | undefined;
  readonly mutation: Mutation | undefined;
  /** Where results are written. */
  readonly output: string | undefined;
}

export const USAGE = `Usage: npm run test:faults -- [options]

  --only <row>[,<row>…]   rows of the fault table to play; all of them if absent
  --seed <n>              of the first run of each scenario; 1 if absent
  --minutes <m>           how long, over all rows; if absent, each scenario is played once for a few seconds
  --mutate <mutation>     build the relay wrong, which must be noticed: ${MUTATIONS.join(', ')}
  --output <file>         write the results there, as JSON
`;

/** Reads the command line. @throws Error with what is wrong with it. */
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

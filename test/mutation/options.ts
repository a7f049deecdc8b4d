import { parseArgs } from 'node:util';

export interface MutationOptions {
  /** Names of scopes, or `named`; all of them when empty. */
  readonly only: readonly string[];
  /** Print the mutants instead of running the tests. */
  readonly list: boolean;
  /** Run the unit tests alone, on the generic mutants of the files that have some. */
  readonly unitOnly: boolean;
  /** How many generic mutants to run; undefined for all. */
  readonly sample: number | undefined;
  /** Selects the sample. */
  readonly seed: number;
  /** Mutants that are tested at the same time. */
  readonly jobs: number;
}

export const USAGE = `Usage: npm run test:mutation -- [options]

  --only <scope>[,<scope>…]  domain, usecases, db, outbox, http/auth, sdk, or named; all if absent
  --list                     print the mutants, and test nothing
  --unit-only                run no integration tests, and leave out the files without unit tests
  --sample <n>               test n of the generic mutants; all if absent
  --seed <n>                 selects the sample; 1 if absent
  --jobs <n>                 mutants that are tested at the same time; 1 if absent
`;

/** Parses the command line. @throws Error if it is invalid. */
export function readMutationOptions(args: readonly string[], scopes: readonly string[]): MutationOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', default: '' },
      list: { type: 'boolean', default: false },
      'unit-only': { type: 'boolean', default: false },
      sample: { type: 'string' },
      seed: { type: 'string', default: '1' },
      jobs: { type: 'string', default: '1' },
    },
  });
  const only = values.only.split(',').filter((name) => name !== '');
  const unknown = only.find((name) => name !== 'named' && !scopes.includes(name));
  if (unknown !== undefined) throw new Error(`--only must name some of ${scopes.join(', ')}, named; not ${unknown}`);
  return {
    only,
    list: values.list,
    unitOnly: values['unit-only'],
    sample: values.sample === undefined ? undefined : positiveInteger('--sample', values.sample),
    seed: positiveInteger('--seed', values.seed),
    jobs: positiveInteger('--jobs', values.jobs),
  };
}

function positiveInteger(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name} must be a whole number above 0, not ${text}`);
  return value;
}

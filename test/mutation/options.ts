import { parseArgs } from 'node:util';

export interface MutationOptions {
  /** Names of scopes, beginnings of paths, or `named`; everything when empty. */
  readonly only: readonly string[];
  /** Print the mutants instead of running the tests. */
  readonly list: boolean;
  /** Run the unit tests alone, on the generic mutants of the files that have some. */
  readonly unitOnly: boolean;
  /** Mutants that are tested at the same time. */
  readonly jobs: number;
}

export const USAGE = `Usage: npm run test:mutation -- [options]

  --only <what>[,<what>…]    domain, usecases, db, outbox, http/auth, sdk, named, or the path of a file or folder of
                             theirs, such as packages/server/src/db/batcher.ts; all if absent
  --list                     print the mutants, and test nothing
  --unit-only                run no integration tests, and leave out the files without unit tests
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
      jobs: { type: 'string', default: '1' },
    },
  });
  const only = values.only.split(',').filter((name) => name !== '');
  const unknown = only.find((name) => name !== 'named' && !name.startsWith('packages/') && !scopes.includes(name));
  if (unknown !== undefined) {
    throw new Error(`--only must name some of ${scopes.join(', ')}, named, or a path in packages/; not ${unknown}`);
  }
  return {
    only,
    list: values.list,
    unitOnly: values['unit-only'],
    jobs: jobsOf(values.jobs),
  };
}

function jobsOf(text: string): number {
  const jobs = Number(text);
  if (!Number.isInteger(jobs) || jobs < 1) throw new Error(`--jobs must be a whole number above 0, not ${text}`);
  return jobs;
}

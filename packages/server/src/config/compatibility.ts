import type { Variables } from './environment-variables.js';

const NAME = 'COMPATIBILITY';

/** A service whose clients can be answered as they were by it: the one that this service was made to replace. */
export type CompatibleService = 'seed';

/** Undefined unless the variable is set. It lets everyone change every order, which `OWNER_TRANSITIONS` would contradict. */
export function readCompatibility(variables: Variables): CompatibleService | undefined {
  if (variables.optional(NAME) === undefined) return undefined;
  if (variables.optional('OWNER_TRANSITIONS') !== undefined) {
    variables.problems.push(`${NAME} and OWNER_TRANSITIONS are both set, but contradict each other. Keep one of them.`);
  }
  return variables.choice<CompatibleService>(NAME, ['seed'], 'seed');
}

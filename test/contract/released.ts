import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compareContracts } from './compare-contracts.js';
import type { Change } from './compare-schemas.js';
import { readContract } from './document.js';
import { versionFault } from './version-rule.js';

/** The contract of the last release, which `npm run release:version` stores; absent before the first release. */
const RELEASED = fileURLToPath(new URL('../../docs/released/openapi.yaml', import.meta.url));
const CURRENT = fileURLToPath(new URL('../../openapi.yaml', import.meta.url));

export interface Verdict {
  /** Undefined before the first release. */
  readonly released: string | undefined;
  readonly changes: readonly Change[];
  /** Why the version does not fit the changes. A version that is not raised yet is judged when it is. */
  readonly fault: string | undefined;
}

/** Compares openapi.yaml with the contract of the last release. */
export function judgeContract(): Verdict {
  if (!existsSync(RELEASED)) return { released: undefined, changes: [], fault: undefined };
  const [before, after] = [RELEASED, CURRENT].map((path) => readContract(readFileSync(path, 'utf8')));
  const changes = compareContracts(before!, after!);
  const [released, version] = [before!.info.version, after!.info.version];
  return { released, changes, fault: released === version ? undefined : versionFault(released, version, changes) };
}

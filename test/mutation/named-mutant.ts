import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mutant } from './mutant.js';

/** A defect that a reader would think of, in words. */
export interface NamedMutant {
  readonly name: string;
  readonly file: string;
  /** A text that the file contains exactly once. */
  readonly find: string;
  readonly replace: string;
  /** The test files that have to notice it. */
  readonly tests: readonly string[];
}

/** `[name, find, replace]`. */
type Defect = readonly [string, string, string];

/**
 * Defects of one file, which the same tests have to notice.
 * @param file relative to `packages/`
 * @param tests of the file's package, such as `unit/order`
 */
export function defectsOf(file: string, tests: readonly string[], defects: readonly Defect[]): readonly NamedMutant[] {
  const [packageName = ''] = file.split('/');
  return defects.map(([name, find, replace]) => ({
    name,
    file: `packages/${file}`,
    find,
    replace,
    tests: tests.map((test) => `packages/${packageName}/test/${test}.test.ts`),
  }));
}

/** @throws Error if the file does not contain the text exactly once */
export function toMutant(root: string, { name, file, find, replace }: NamedMutant): Mutant {
  const source = readFileSync(join(root, file), 'utf8');
  const [before = '', ...rest] = source.split(find);
  if (rest.length !== 1) throw new Error(`"${name}": ${file} contains ${rest.length} times instead of once: ${find}`);
  return {
    file,
    line: before.split('\n').length,
    operator: name,
    start: before.length,
    end: before.length + find.length,
    original: find,
    replacement: replace,
  };
}

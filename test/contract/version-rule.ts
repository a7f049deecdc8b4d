import type { Change } from './compare-schemas.js';

/**
 * Why a contract with these changes must not be released under its version; undefined if it may. Semantic Versioning 2.0.0:
 * what breaks programs raises the major version, or the minor one before 1.0; what is new raises the minor version, or the
 * patch before 1.0.
 */
export function versionFault(released: string, version: string, changes: readonly Change[]): string | undefined {
  const [was, is] = [parts(released), parts(version)];
  const raised = [0, 1, 2].find((at) => is[at]! !== was[at]!);
  const isHigher = raised !== undefined && is[raised]! > was[raised]!;
  if (raised !== undefined && !isHigher) return `${version} is lower than ${released}, which is released.`;
  if (changes.length === 0) return undefined;
  const breaks = changes.filter((change) => change.breaks);
  const leading = was[0] === 0 && is[0] === 0 ? 1 : 0;
  const needed = breaks.length > 0 ? leading : leading + 1;
  if (raised !== undefined && raised <= needed) return undefined;
  const [first] = breaks.length > 0 ? breaks : changes;
  const name = ['major', 'minor', 'patch'][needed]!;
  const kind = breaks.length > 0 ? 'breaks programs that were written for' : 'adds to the contract of';
  return `${version} ${kind} ${released}, so that it has to raise the ${name} version: ${first!.where.trim()} ${first!.what}.`;
}

function parts(version: string): number[] {
  const [, ...numbers] = /^(\d+)\.(\d+)\.(\d+)/.exec(version) ?? [];
  if (numbers.length !== 3) throw new Error(`${version} is not a version.`);
  return numbers.map(Number);
}

/**
 * Prints how openapi.yaml differs from the contract of the last release, and fails where its version does not fit. Run by
 * `npm run lint:contract` and, with the new version, by `npm run release:version`.
 */
import { judgeContract } from './released.js';

const { released, changes, fault } = judgeContract();
const lines = [
  released === undefined
    ? 'The contract has not been released yet: any version fits.'
    : `Since ${released}: ${changes.length} changes of the contract.`,
  ...changes.map(({ breaks, where, what }) => `  ${breaks ? 'breaking  ' : 'compatible'}  ${where.trim()} ${what}`),
];
process.stdout.write(`${lines.join('\n')}\n`);
if (fault !== undefined) {
  process.stderr.write(`${fault}\n`);
  process.exitCode = 1;
}

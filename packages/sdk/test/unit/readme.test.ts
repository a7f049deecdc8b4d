import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { RETRY_RULES } from '../../src/http/retry-policy.js';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

describe('README', () => {
  const rows = readme.split('\n').filter((line) => line.startsWith('|'));

  for (const { status, codes = [] } of RETRY_RULES) {
    if (status === undefined) continue;
    it(`has the rule for ${status} ${codes.join(', ')}`, () => {
      const row = rows.find(
        (line) => line.includes(String(status)) && codes.every((code) => line.includes(`\`${code}\``)),
      );
      expect(row).to.be.a('string');
    });
  }
});

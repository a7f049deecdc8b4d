import { expect } from 'chai';
import { UsageError } from '../../src/errors.js';
import { parseLimit } from '../../src/parse/limit.js';

describe('parseLimit', () => {
  it('reads a whole number', () => {
    expect(parseLimit('1')).to.equal(1);
    expect(parseLimit('1000000')).to.equal(1_000_000);
  });

  for (const text of ['0', '-1', 'abc', '', '1e3', '1000001', '2.5']) {
    it(`refuses '${text}'`, () => {
      expect(() => parseLimit(text)).to.throw(UsageError, '--limit');
    });
  }
});

import { expect } from 'chai';
import { UsageError } from '../../src/errors.js';
import { parseOrderId } from '../../src/parse/order-id.js';

describe('parseOrderId', () => {
  it('reads every id that the contract allows', () => {
    expect(parseOrderId('1')).to.equal(1);
    expect(parseOrderId('9007199254740991')).to.equal(Number.MAX_SAFE_INTEGER);
  });

  for (const text of ['', '0', '-1', '1.0', 'abc', '0x10', '9007199254740992', '99999999999999999999', '1 ']) {
    it(`refuses '${text}'`, () => {
      expect(() => parseOrderId(text)).to.throw(UsageError, text);
    });
  }
});

import { expect } from 'chai';
import { UsageError } from '../../src/errors.js';
import { parseItem } from '../../src/parse/item.js';

describe('parseItem', () => {
  const understood: readonly (readonly [string, number, number])[] = [
    ['1:2', 1, 2],
    ['7', 7, 1],
    [' 7:1 ', 7, 1],
    ['2147483647:10000', 2147483647, 10000],
    ['007:08', 7, 8],
  ];
  for (const [text, productId, quantity] of understood) {
    it(`reads '${text}' as ${quantity} of product ${productId}`, () => {
      expect(parseItem(text)).to.deep.equal({ product_id: productId, quantity });
    });
  }

  const refused = [
    '',
    '0',
    '0:1',
    '1:0',
    '1:',
    ':1',
    '1:2:3',
    '-1',
    '1:-2',
    '1.5',
    '1:1e3',
    'abc',
    '2147483648',
    '1:10001',
  ];
  for (const text of refused) {
    it(`refuses '${text}'`, () => {
      expect(() => parseItem(text)).to.throw(UsageError);
    });
  }
});

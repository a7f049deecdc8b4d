import { inspect } from 'node:util';
import { expect } from 'chai';
import { ProductServiceInvalidResponseError } from '../../src/ports/dependency-errors.js';
import { parseProduct } from '../../src/products/parse-product.js';
import { describeProduct } from '../support/catalogue.js';

function parse(overrides: Record<string, unknown>) {
  return parseProduct(7, Buffer.from(JSON.stringify(describeProduct(7, overrides))));
}

describe('parseProduct', () => {
  const prices: [price: unknown, cents: bigint][] = [
    ['29.99', 2999n],
    ['29.9', 2990n],
    ['30', 3000n],
    ['29.990', 2999n],
    ['0.00', 0n],
    [29.99, 2999n],
    [29.9, 2990n],
    [30, 3000n],
    ['9999999999.99', 999_999_999_999n],
  ];
  for (const [price, cents] of prices) {
    it(`reads the price ${JSON.stringify(price)}`, () => expect(parse({ price }).price).to.equal(cents));
  }

  it('reads a negative stock as 0', () => expect(parse({ stock_quantity: -3 }).stockQuantity).to.equal(0));

  it('accepts names in any script', () =>
    expect(parse({ name: '無線キーボード 🎹 لوحة' }).name).to.equal('無線キーボード 🎹 لوحة'));

  const invalid: [member: string, values: unknown[]][] = [
    ['id', [undefined, 8, '7', null]],
    ['name', [undefined, null, '', '   ', 5, 'a\0b', 'lone \ud800', 'x'.repeat(501)]],
    ['price', [undefined, null, '', '-1.00', -1, '1.999', 1.999, 0.1 + 0.2, '1e3', 1e21, 1e-7, 'NaN', '1,000.00']],
    ['price', ['10000000000.00', ' 1.00', '0x10', true, ['1.00']]],
    ['stock_quantity', [undefined, null, '5', 1.5, 1e300]],
    ['is_active', [undefined, null, 'true', 1]],
  ];
  for (const [member, values] of invalid) {
    for (const value of values) {
      it(`rejects ${member} ${inspect(value).slice(0, 30)}`, () =>
        expect(() => parse({ [member]: value })).to.throw(ProductServiceInvalidResponseError));
    }
  }

  const notProducts: [what: string, body: string | Buffer][] = [
    ['nothing', ''],
    ['HTML', '<!doctype html><title>Welcome</title>'],
    ['half a document', '{"id":7,"name":"Wire'],
    ['an error object', '{"detail":"Internal error"}'],
    ['null', 'null'],
    ['an array', `[${JSON.stringify(describeProduct(7))}]`],
    ['a string', '"product"'],
    ['nesting 100,000 deep', '['.repeat(100_000)],
    ['a price beyond every number', JSON.stringify(describeProduct(7)).replace('"29.99"', '1e400')],
    ['bytes that are not UTF-8', Buffer.from(JSON.stringify(describeProduct(7, { name: 'é' })), 'latin1')],
  ];
  for (const [what, body] of notProducts) {
    it(`rejects ${what}, without quoting it`, () =>
      expect(() => parseProduct(7, Buffer.from(body)))
        .to.throw(ProductServiceInvalidResponseError)
        .with.property('message')
        .that.does.not.match(/doctype|Internal|Wire/));
  }
});

import { expect } from 'chai';
import fc from 'fast-check';
import { formatAmount, MAX_AMOUNT, parseAmount } from '../../src/domain/money.js';

describe('Money', () => {
  const amounts: [text: string, cents: bigint][] = [
    ['0', 0n],
    ['0.00', 0n],
    ['0.01', 1n],
    ['29.9', 2_990n],
    ['29.90', 2_990n],
    ['29.90000', 2_990n],
    ['007', 700n],
    ['9999999999.99', MAX_AMOUNT],
  ];
  for (const [text, cents] of amounts) {
    it(`reads ${text} as ${cents} cents`, () => expect(parseAmount(text)).to.equal(cents));
  }

  const others = [
    ...['', ' ', '-1', '+1', '1e2', '1,50', '1.005', '1.', '.5', '0x10', 'NaN', 'Infinity', '1 000', '10000000000'],
    ...['1.00\n', ' 1', '١', '1.2.3'],
  ];
  for (const text of others) {
    it(`rejects ${JSON.stringify(text)}`, () => expect(parseAmount(text)).to.equal(undefined));
  }

  it('always writes two decimal places', () => {
    for (const [cents, text] of [
      [0n, '0.00'],
      [1n, '0.01'],
      [10n, '0.10'],
      [100n, '1.00'],
      [MAX_AMOUNT, '9999999999.99'],
    ] as const) {
      expect(formatAmount(cents)).to.equal(text);
    }
  });

  it('converts text to cents and back without loss', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: MAX_AMOUNT }), (cents) => parseAmount(formatAmount(cents)) === cents),
    );
  });
});

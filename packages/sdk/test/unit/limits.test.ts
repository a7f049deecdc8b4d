import { expect } from 'chai';
import { limits, patterns } from '../../src/index.js';

describe('limits', () => {
  it('are numbers whose types are exact', () => {
    const lineItems: 100 = limits.maxLineItems;
    const key: { readonly minIdempotencyKeyLength: 1; readonly maxIdempotencyKeyLength: 255 } = limits;
    expect([lineItems, key.minIdempotencyKeyLength, key.maxIdempotencyKeyLength]).to.deep.equal([100, 1, 255]);
    for (const [name, value] of Object.entries(limits)) expect(value, name).to.satisfy(Number.isSafeInteger);
  });

  it('have a minimum that is not above the maximum', () => {
    const byName: Readonly<Record<string, number>> = limits;
    for (const name of Object.keys(limits).filter((each) => each.startsWith('max'))) {
      const minimum = byName[name.replace('max', 'min')] ?? 0;
      expect(byName[name], name).to.be.at.least(minimum);
    }
  });
});

describe('patterns', () => {
  for (const [name, good, bad] of [
    ['idempotencyKey', 'order-7/2026', 'two words'],
    ['cursor', 'MTc0_-', 'MTc0='],
    ['eventId', '0199f0c2-7c1e-7bbd-9c55-8d8a3f6d1b11', '0199f0c2'],
    ['money', '59.98', '59.980'],
  ] as const) {
    it(`match ${good} and not ${bad}`, () => {
      expect(patterns[name].test(good)).to.equal(true);
      expect(patterns[name].test(bad)).to.equal(false);
    });
  }
});

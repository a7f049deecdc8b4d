import { expect } from 'chai';
import { fromCents, toCents } from '../../src/features/money.js';

describe('money', () => {
  it('adds up exactly', () => {
    expect(fromCents(toCents('0.10') + toCents('0.20'))).to.equal('0.30');
    expect(fromCents(3n * toCents('9999999999.99'))).to.equal('29999999999.97');
  });

  it('reads amounts with fewer places', () => {
    expect(['5', '5.5', '0.05'].map(toCents)).to.deep.equal([500n, 550n, 5n]);
    expect(fromCents(5n)).to.equal('0.05');
  });
});

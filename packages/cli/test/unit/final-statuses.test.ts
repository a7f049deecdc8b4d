import { readFileSync } from 'node:fs';
import { ORDER_STATUSES } from '@order-service/sdk';
import { expect } from 'chai';
import { isFinal } from '../../src/features/orders/final-statuses.js';

describe('isFinal', () => {
  it('is true for the statuses at which the drawing of the states ends', () => {
    const drawing = readFileSync(new URL('../../../../docs/order-states.md', import.meta.url), 'utf8');
    const ends = [...drawing.matchAll(/^ +(\w+) --> \[\*\]$/gm)].map(([, status]) => status);
    expect(ends).not.to.be.empty;
    expect(ORDER_STATUSES.filter(isFinal)).to.deep.equal(ends);
  });

  it('is true for a status that only a newer service knows', () => {
    expect(isFinal('returned')).to.equal(true);
    expect(isFinal('constructor')).to.equal(true);
  });
});

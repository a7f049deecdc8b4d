import { expect } from 'chai';
import { pauseMs } from '../../src/workers.js';

describe('pauseMs', () => {
  it('doubles from a tenth of a second up to ten seconds', () => {
    expect([0, 1, 2, 3, 6, 7, 100].map(pauseMs)).to.deep.equal([100, 200, 400, 800, 6_400, 10_000, 10_000]);
  });
});

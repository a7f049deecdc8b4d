import { expect } from 'chai';
import { Distribution, Distributions } from '../../src/measuring/distribution.js';

describe('Distribution', () => {
  it('counts each value in the first bucket whose bound it does not exceed, and in all above', () => {
    const distribution = new Distribution([1, 2]);
    for (const value of [0, 1, 1.5, 2, 2.1]) distribution.observe(value);
    expect(distribution.buckets()).to.deep.equal([
      { upperBound: 1, cumulativeCount: 2, exemplar: undefined },
      { upperBound: 2, cumulativeCount: 4, exemplar: undefined },
      { upperBound: Infinity, cumulativeCount: 5, exemplar: undefined },
    ]);
    expect([distribution.count, distribution.sum]).to.deep.equal([5, 6.6]);
  });

  it('keeps the newest trace of each bucket', () => {
    const distribution = new Distribution([1]);
    distribution.observeTraced(0.5, 'a');
    distribution.observeTraced(0.7, 'b');
    distribution.observe(0.9);
    const [low, high] = distribution.buckets();
    expect(low?.exemplar).to.include({ traceId: 'b', value: 0.7 });
    expect(low?.cumulativeCount).to.equal(3);
    expect(high?.exemplar).to.equal(undefined);
  });

  it('is one for each key, with the keys that are known from the start', () => {
    const distributions = new Distributions<string>([1], ['a']);
    distributions.of('b').observe(1);
    distributions.of('b').observe(1);
    expect(distributions.entries().map(([key, { count }]) => [key, count])).to.deep.equal([
      ['a', 0],
      ['b', 2],
    ]);
  });
});

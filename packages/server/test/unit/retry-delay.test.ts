import { expect } from 'chai';
import { jittered, retryDelayMs } from '../../src/concurrency/retry-delay.js';

const backoff = { baseMs: 100, capMs: 10_000 };
const lowest = (): number => 0;
const highest = (): number => 0.999_999;

describe('retryDelayMs', () => {
  const table: [attempt: number, shortest: number, longest: number][] = [
    [0, 50, 100],
    [1, 50, 100],
    [2, 100, 200],
    [3, 200, 400],
    [7, 3_200, 6_400],
    [8, 5_000, 10_000],
    [9, 5_000, 10_000],
    [1_000_000, 5_000, 10_000],
  ];
  for (const [attempt, shortest, longest] of table) {
    it(`is ${shortest} to ${longest} ms after attempt ${attempt}`, () => {
      expect(retryDelayMs(attempt, backoff, lowest)).to.equal(shortest);
      expect(retryDelayMs(attempt, backoff, highest)).to.equal(longest);
    });
  }

  it('depends only on its arguments', () => {
    expect(retryDelayMs(3, backoff, () => 0.5)).to.equal(300);
    expect(retryDelayMs(3, backoff, () => 0.5)).to.equal(300);
  });
});

describe('jittered', () => {
  it('lies between half of the delay and all of it', () => {
    expect([lowest, () => 0.5, highest].map((random) => jittered(250, random))).to.deep.equal([125, 188, 250]);
  });
});

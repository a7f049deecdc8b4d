import { expect } from 'chai';
import { EventRate } from '../../src/usecases/event-rate.js';

describe('EventRate', () => {
  let count: number;
  let nowMs: number;
  let rate: EventRate;

  beforeEach(() => {
    count = 0;
    nowMs = 50_000;
    rate = new EventRate(
      () => count,
      () => nowMs,
    );
  });

  /** Lets `seconds` pass, in each of which the counter grows by `perSecond`. */
  function pass(seconds: number, perSecond: number): void {
    for (let second = 0; second < seconds; second += 1) {
      nowMs += 1_000;
      count += perSecond;
      rate.sample();
    }
  }

  it('is 0 before anything has happened', () => {
    expect(rate.perSecond()).to.equal(0);
  });

  it('tells a steady rate', () => {
    pass(60, 25);
    expect(rate.perSecond()).to.equal(25);
  });

  it('is the mean over the last ten seconds', () => {
    pass(60, 100);
    pass(5, 0);
    expect(rate.perSecond()).to.equal(50);
  });

  it('forgets what was longer ago', () => {
    pass(60, 100);
    pass(10, 0);
    expect(rate.perSecond()).to.equal(0);
  });

  it('counts what came since the last sample', () => {
    pass(10, 10);
    count += 55;
    nowMs += 1_000;
    expect(rate.perSecond()).to.equal(155 / 11);
  });

  it('does not make a torrent of the first few milliseconds', () => {
    count += 30;
    nowMs += 2;
    expect(rate.perSecond()).to.equal(30);
  });
});

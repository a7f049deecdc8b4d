import { expect } from 'chai';
import { ConfirmRate } from '../../src/outbox/confirm-rate.js';

describe('ConfirmRate', () => {
  let nowMs: number;
  let rate: ConfirmRate;

  beforeEach(() => {
    nowMs = 50_000;
    rate = new ConfirmRate(() => nowMs);
  });

  /** Advances the clock by `seconds`, with `perSecond` confirms in the middle of each. */
  function pass(seconds: number, perSecond: number): void {
    for (let second = 0; second < seconds; second += 1) {
      nowMs += 500;
      for (let confirm = 0; confirm < perSecond; confirm += 1) rate.add();
      nowMs += 500;
    }
    nowMs -= 1; // still in the last of these seconds
  }

  it('is 0 before the first confirm', () => {
    expect(rate.perSecond()).to.equal(0);
  });

  it('uses a clock that is never set back, if it is given none', () => {
    const live = new ConfirmRate();
    live.add();
    expect(live.perSecond()).to.equal(1);
  });

  it('is a steady rate', () => {
    pass(60, 25);
    expect(rate.perSecond()).to.be.closeTo(25, 0.01);
  });

  it('is the mean over the last ten seconds', () => {
    pass(60, 100);
    nowMs += 1;
    pass(5, 0);
    expect(rate.perSecond()).to.be.closeTo(50, 0.01);
  });

  it('ignores older confirms, also after a long pause', () => {
    pass(60, 100);
    nowMs += 10_000;
    expect(rate.perSecond()).to.equal(0);
    nowMs += 3_600_000;
    expect(rate.perSecond()).to.equal(0);
    rate.add();
    expect(rate.perSecond()).to.be.within(0.1, 0.12);
  });

  it('divides by at least one second, so that the first milliseconds do not give a high rate', () => {
    for (let confirm = 0; confirm < 30; confirm += 1) rate.add();
    nowMs += 2;
    expect(rate.perSecond()).to.equal(30);
  });
});

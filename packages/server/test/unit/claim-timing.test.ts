import { expect } from 'chai';
import { ClaimTiming } from '../../src/outbox/claim-timing.js';

const options = { pollMs: 200, idlePollMs: 1_000, gatherMs: 10 };
const BATCH = 100;

describe('ClaimTiming', () => {
  let nowMs: number;
  let timing: ClaimTiming;

  beforeEach(() => {
    nowMs = 1_000;
    timing = new ClaimTiming(
      options,
      () => 0.999_999,
      () => nowMs,
    );
  });

  function claim(count: number): void {
    timing.begin();
    timing.claimed(count, BATCH);
  }

  it('claims at once when started', () => {
    expect(timing.waitMs()).to.be.at.most(0);
  });

  it('claims again at once after a full batch', () => {
    claim(BATCH);
    expect(timing.waitMs()).to.equal(0);
  });

  it('polls after a partial batch', () => {
    claim(3);
    expect(timing.waitMs()).to.equal(200);
    nowMs += 200;
    expect(timing.waitMs()).to.equal(0);
  });

  it('polls more slowly while the outbox is empty, and fast again after an event', () => {
    const pauses = [0, 0, 0, 0, 0, 7].map((count) => {
      claim(count);
      return timing.waitMs();
    });
    expect(pauses).to.deep.equal([400, 800, 1_000, 1_000, 1_000, 200]);
  });

  it('polls fast again after a single event', () => {
    claim(0);
    claim(1);
    expect(timing.waitMs()).to.equal(200);
  });

  it('claims soon after a notify, but lets events gather after a claim', () => {
    claim(1);
    timing.notify();
    expect(timing.waitMs()).to.equal(10);
    nowMs += 50;
    timing.notify();
    expect(timing.waitMs()).to.be.at.most(0);
  });

  it('keeps a notify that arrives during a claim', () => {
    timing.begin();
    timing.notify();
    timing.claimed(0, BATCH);
    expect(timing.waitMs()).to.equal(10);
  });

  it('does not claim earlier on a notify after a failed claim', () => {
    timing.begin();
    timing.failed();
    timing.notify();
    expect(timing.waitMs()).to.equal(400);
  });
});

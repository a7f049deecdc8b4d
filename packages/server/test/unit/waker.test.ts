import { expect } from 'chai';
import { Waker } from '../../src/concurrency/waker.js';

const HOUR_MS = 3_600_000;

describe('Waker', () => {
  it('sleeps for its duration', async () => {
    await new Waker().sleep(1);
  });

  for (const durationMs of [HOUR_MS, Infinity]) {
    it(`ends a sleep of ${durationMs} ms when woken`, async () => {
      const waker = new Waker();
      const slept = waker.sleep(durationMs);
      waker.wake();
      await slept;
    });
  }

  it('ends the next sleep at once if it was woken between two sleeps, and no later sleep', async () => {
    const waker = new Waker();
    waker.wake();
    waker.wake();
    await waker.sleep(Infinity);
    let awake = false;
    const second = waker.sleep(Infinity).then(() => (awake = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(awake).to.equal(false);
    waker.wake();
    await second;
  });
});

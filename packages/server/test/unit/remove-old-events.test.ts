import { expect } from 'chai';
import { removeOldEvents } from '../../src/housekeeping/remove-old-events.js';
import type { EventRetention } from '../../src/ports/event-retention.js';

describe('The removal of old events', () => {
  /** Passes as many events as `backlog` has, and removes every second one. */
  function retentionOf(backlog: number, onStep = (): void => undefined) {
    const asked: number[] = [];
    const retention: EventRetention = {
      remove(maxAgeSeconds, limit) {
        asked.push(maxAgeSeconds);
        onStep();
        const passed = Math.min(limit, backlog);
        backlog -= passed;
        return Promise.resolve({ passed, removed: Math.floor(passed / 2) });
      },
    };
    return { retention, asked };
  }

  it('goes on until a step has passed fewer events than it may', async () => {
    const { retention, asked } = retentionOf(1_200);
    expect(await removeOldEvents(retention, 60, new AbortController().signal)).to.equal(600);
    expect(asked).to.deep.equal([60, 60, 60]);
  });

  it('leaves a long backlog to the next run', async () => {
    const { retention, asked } = retentionOf(Infinity);
    expect(await removeOldEvents(retention, 60, new AbortController().signal)).to.equal(50_000);
    expect(asked).to.have.length(200);
  });

  it('stops between two steps', async () => {
    const stopping = new AbortController();
    const { retention, asked } = retentionOf(Infinity, () => stopping.abort());
    await removeOldEvents(retention, 60, stopping.signal);
    expect(asked).to.have.length(1);
  });
});

import { expect } from 'chai';
import type { RecordedEvent } from '../../src/ports/recorded-event.js';
import { Resolutions } from '../../src/outbox/resolutions.js';
import type { ClaimedEvent } from '../../src/ports/outbox-store.js';
import { eventually } from '../../../../test/services/eventually.js';
import { LogRecorder } from '../support/log-recorder.js';

function claimed(orderId: number): ClaimedEvent {
  return { event: { orderId, version: 1 } as RecordedEvent, claimToken: 'token', attempts: 0, refusals: 0 };
}

describe('Resolutions', () => {
  let removed: number[][];
  let released: number[];
  let rescheduled: number[];
  let failures: number;
  let hasNextVersions: boolean[];
  let log: LogRecorder;
  let resolutions: Resolutions;

  /** The broker's window holds four events. */
  function resolutionsThatGather(gatherMs: number): Resolutions {
    return new Resolutions({
      store: {
        remove: async (batch) => {
          await new Promise((resolve) => setImmediate(resolve));
          if (failures-- > 0) throw new Error('the database is away');
          removed.push(batch.map(({ event }) => event.orderId));
          return batch.some(({ event }) => event.orderId === 3);
        },
        release: (some) => Promise.resolve(void released.push(...some.map(({ event }) => event.orderId))),
        reschedule: (some) =>
          Promise.resolve(void rescheduled.push(...some.map(({ claimed: { event } }) => event.orderId))),
      },
      logger: log,
      options: { gatherMs, window: 4 },
      random: () => 0,
      failpoint: () => undefined,
      onWritten: (has) => hasNextVersions.push(has),
    });
  }

  beforeEach(() => {
    removed = [];
    released = [];
    rescheduled = [];
    failures = 0;
    hasNextVersions = [];
    log = new LogRecorder();
    resolutions = resolutionsThatGather(0);
  });

  it('writes simultaneous resolutions together, one statement at a time', async () => {
    resolutions.confirm(claimed(1));
    resolutions.confirm(claimed(2));
    await eventually('the first batch is being written', () => removed.length === 1);
    resolutions.confirm(claimed(3));
    resolutions.confirm(claimed(4));
    await resolutions.flush();
    expect(removed).to.deep.equal([
      [1, 2],
      [3, 4],
    ]);
    expect(hasNextVersions).to.deep.equal([false, true]);
    expect(resolutions.size).to.equal(0);
  });

  it('writes the first at once, and lets the following ones gather until a window is full', async () => {
    resolutions = resolutionsThatGather(Infinity);
    resolutions.confirm(claimed(1));
    await eventually('the first is written', () => resolutions.size === 0);
    for (const orderId of [2, 3, 4, 5]) {
      resolutions.confirm(claimed(orderId));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await eventually('a window of them is written', () => resolutions.size === 0);
    expect(removed).to.deep.equal([[1], [2, 3, 4, 5]]);
  });

  it('does not wait for more resolutions when flushing', async () => {
    resolutions = resolutionsThatGather(Infinity);
    resolutions.confirm(claimed(1));
    await eventually('the first is written', () => resolutions.size === 0);
    resolutions.confirm(claimed(2));
    await resolutions.flush();
    expect(removed).to.deep.equal([[1], [2]]);
  });

  it('writes the events to release and to reschedule, each once', async () => {
    resolutions.release([claimed(1), claimed(2)]);
    resolutions.reschedule({ claimed: claimed(4), delayMs: 1, error: 'full', refused: false, deadLettered: false });
    expect(resolutions.size).to.equal(3);
    await resolutions.flush();
    expect([released, rescheduled, removed]).to.deep.equal([[1, 2], [4], []]);
    expect(resolutions.size).to.equal(0);
  });

  it('writes more than a statement can hold in several', async () => {
    resolutions = resolutionsThatGather(0);
    for (let orderId = 1; orderId <= 501; orderId += 1) resolutions.confirm(claimed(orderId));
    await resolutions.flush();
    expect(removed.map(({ length }) => length)).to.deep.equal([500, 1]);
  });

  it('retries until the database is available, and warns once', async () => {
    failures = 3;
    resolutions.confirm(claimed(1));
    await eventually('it is written', () => resolutions.size === 0);
    expect(removed).to.deep.equal([[1]]);
    expect(log.warnings(/cannot be written/)).to.have.length(1);
  });

  it('lets claims expire when flushing during a database outage', async () => {
    failures = Infinity;
    resolutions.confirm(claimed(1));
    await resolutions.flush();
    expect(removed).to.deep.equal([]);
    expect(log.warnings(/left to expire/)).to.have.length(1);
  });
});

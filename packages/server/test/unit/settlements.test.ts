import { expect } from 'chai';
import type { OrderEvent } from '../../src/domain/events.js';
import { Settlements } from '../../src/outbox/settlements.js';
import type { ClaimedEvent } from '../../src/usecases/outbox-port.js';
import { eventually } from '../support/eventually.js';
import { LogRecorder } from '../support/log-recorder.js';

function claimed(orderId: number): ClaimedEvent {
  return { event: { orderId, version: 1 } as OrderEvent, claimToken: 'token', attempts: 0, refusals: 0 };
}

describe('Settlements', () => {
  let removed: number[][];
  let failures: number;
  let followersWait: boolean[];
  let log: LogRecorder;
  let settlements: Settlements;

  /** With room for four events in the broker's window. */
  function settlementsThatGather(gatherMs: number): Settlements {
    return new Settlements({
      store: {
        remove: async (batch) => {
          await new Promise((resolve) => setImmediate(resolve));
          if (failures-- > 0) throw new Error('the database is away');
          removed.push(batch.map(({ event }) => event.orderId));
          return batch.some(({ event }) => event.orderId === 3);
        },
        release: () => Promise.resolve(),
        postpone: () => Promise.resolve(),
      },
      logger: log,
      options: { gatherMs, window: 4 },
      random: () => 0,
      failpoint: () => undefined,
      onWritten: (wait) => followersWait.push(wait),
    });
  }

  beforeEach(() => {
    removed = [];
    failures = 0;
    followersWait = [];
    log = new LogRecorder();
    settlements = settlementsThatGather(0);
  });

  it('writes together what comes together, one statement at a time', async () => {
    settlements.confirmed(claimed(1));
    settlements.confirmed(claimed(2));
    await eventually('the first batch is being written', () => removed.length === 1);
    settlements.confirmed(claimed(3));
    settlements.confirmed(claimed(4));
    await settlements.finish();
    expect(removed).to.deep.equal([
      [1, 2],
      [3, 4],
    ]);
    expect(followersWait).to.deep.equal([false, true]);
    expect(settlements.size).to.equal(0);
  });

  it('writes the first at once, and lets those that come soon after it gather until a window is full', async () => {
    settlements = settlementsThatGather(Infinity);
    settlements.confirmed(claimed(1));
    await eventually('the first is written', () => settlements.size === 0);
    for (const orderId of [2, 3, 4, 5]) {
      settlements.confirmed(claimed(orderId));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await eventually('a window of them is written', () => settlements.size === 0);
    expect(removed).to.deep.equal([[1], [2, 3, 4, 5]]);
  });

  it('waits for no more when it has to finish', async () => {
    settlements = settlementsThatGather(Infinity);
    settlements.confirmed(claimed(1));
    await eventually('the first is written', () => settlements.size === 0);
    settlements.confirmed(claimed(2));
    await settlements.finish();
    expect(removed).to.deep.equal([[1], [2]]);
  });

  it('tries again until the database is back, and warns once', async () => {
    failures = 3;
    settlements.confirmed(claimed(1));
    await eventually('it is written', () => settlements.size === 0);
    expect(removed).to.deep.equal([[1]]);
    expect(log.warnings(/cannot be written/)).to.have.length(1);
  });

  it('leaves claims to expire when it has to finish while the database is away', async () => {
    failures = Infinity;
    settlements.confirmed(claimed(1));
    await settlements.finish();
    expect(removed).to.deep.equal([]);
    expect(log.warnings(/left to expire/)).to.have.length(1);
  });
});

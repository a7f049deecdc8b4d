import { expect } from 'chai';
import fc from 'fast-check';
import {
  EventAheadError,
  orderedConsumer,
  parseOrderEvent,
  type EventGap,
  type GapDecision,
  type OrderEvent,
} from '../../src/index.js';
import { rejection } from '../support/stub-service.js';

function anEvent(orderId: number, version: number): OrderEvent {
  return {
    event_type: 'order.status.updated',
    event_id: `0199f0c2-88d3-7a51-8d9c-${String(orderId * 100 + version).padStart(12, '0')}`,
    order_version: version,
    timestamp: '2026-02-15T17:28:44.927636Z',
    traceparent: null,
    data: {
      order_id: orderId,
      user_id: 1,
      user_email: '',
      old_status: 'pending',
      new_status: 'confirmed',
      updated_by: 'user:1',
    },
  };
}

/** What a consumer stores, and can fail to store. */
class Ledger {
  readonly versions = new Map<number, number>();
  readonly saved: string[] = [];
  failing = false;

  consumer(joinMidway = false) {
    return orderedConsumer({
      joinMidway,
      lastVersion: (orderId) => this.versions.get(orderId),
      save: ({ data, order_version: version }) => {
        if (this.failing) throw new Error('disk full');
        this.versions.set(data.order_id, version);
        this.saved.push(`${data.order_id}:${version}`);
      },
    });
  }
}

describe('orderedConsumer', () => {
  it('saves what is new and ignores what was saved before', async () => {
    const ledger = new Ledger();
    const consume = ledger.consumer();
    const outcomes = [];
    for (const version of [1, 2, 3, 2, 3, 4]) outcomes.push(await consume(anEvent(7, version), undefined));
    expect(outcomes).to.deep.equal(['saved', 'saved', 'saved', 'repeated', 'repeated', 'saved']);
    expect(ledger.saved).to.deep.equal(['7:1', '7:2', '7:3', '7:4']);
  });

  it('ends with the effect of the event, and fails with it', async () => {
    let isDone = false;
    const consume = orderedConsumer({
      lastVersion: () => 0,
      save: async ({ data }) => {
        await new Promise((resolve) => setTimeout(resolve, 0));
        if (data.order_id === 8) throw new Error('disk full');
        isDone = true;
      },
    });
    expect(await consume(anEvent(7, 1), undefined)).to.equal('saved');
    expect(isDone).to.equal(true);
    expect(await rejection(consume(anEvent(8, 1), undefined))).to.have.property('message', 'disk full');
  });

  it('passes the transaction to both functions', async () => {
    const seen: unknown[] = [];
    const consume = orderedConsumer<{ name: string }>({
      lastVersion: (orderId, transaction) => {
        seen.push(orderId, transaction);
        return null;
      },
      save: (event, transaction) => {
        seen.push(event.order_version, transaction);
      },
    });
    const transaction = { name: 'tx' };
    await consume(anEvent(7, 1), transaction);
    expect(seen).to.deep.equal([7, transaction, 1, transaction]);
  });

  it('rejects what comes before an earlier event was saved, so that a failure loses nothing', async () => {
    const ledger = new Ledger();
    const consume = ledger.consumer();
    await consume(anEvent(7, 1), undefined);
    ledger.failing = true;
    expect(await rejection(consume(anEvent(7, 2), undefined))).to.have.property('message', 'disk full');
    ledger.failing = false;
    expect(await rejection(consume(anEvent(7, 3), undefined)))
      .to.be.instanceOf(EventAheadError)
      .and.include({ orderId: 7, expectedVersion: 2, version: 3 });
    for (const version of [2, 3]) await consume(anEvent(7, version), undefined);
    expect(ledger.saved).to.deep.equal(['7:1', '7:2', '7:3']);
  });

  it('starts an order with version 1, unless it joins midway', async () => {
    const late = anEvent(7, 5);
    expect(await rejection(new Ledger().consumer()(late, undefined))).to.include({ expectedVersion: 1 });
    const midway = new Ledger().consumer(true);
    expect(await midway(late, undefined)).to.equal('saved');
    expect(await midway(anEvent(7, 4), undefined)).to.equal('repeated');
    expect(await rejection(midway(anEvent(7, 7), undefined))).to.include({ expectedVersion: 6 });
  });

  describe('with a gap', () => {
    const consumerThat = (decision: GapDecision | undefined) => {
      const saved: number[] = [];
      const gaps: EventGap[] = [];
      const consume = orderedConsumer({
        lastVersion: () => saved.at(-1),
        save: ({ order_version: version }) => void saved.push(version),
        onGap: (gap) => {
          gaps.push(gap);
          return decision!;
        },
      });
      return { consume, saved, gaps };
    };

    it('goes on behind events that are never to come, and does not take them later', async () => {
      const { consume, saved, gaps } = consumerThat('skip');
      for (const version of [1, 4]) expect(await consume(anEvent(7, version), undefined)).to.equal('saved');
      expect(await consume(anEvent(7, 3), undefined)).to.equal('repeated');
      expect(await consume(anEvent(7, 5), undefined)).to.equal('saved');
      expect(saved).to.deep.equal([1, 4, 5]);
      expect(gaps).to.deep.equal([{ orderId: 7, expectedVersion: 2, event: anEvent(7, 4) }]);
    });

    for (const decision of ['wait', undefined] as const) {
      it(`rejects the event when the decision is ${decision}`, async () => {
        const { consume, saved } = consumerThat(decision);
        await consume(anEvent(7, 1), undefined);
        expect(await rejection(consume(anEvent(7, 3), undefined))).to.be.instanceOf(EventAheadError);
        expect(saved).to.deep.equal([1]);
      });
    }
  });

  it('hands over erasures, which have no version, as often as they come', async () => {
    const erased: number[] = [];
    const ledger = new Ledger();
    await ledger.consumer()(anEvent(7, 1), undefined);
    const { event_id, timestamp } = anEvent(7, 9);
    const erasure: OrderEvent = {
      ...{ event_type: 'order.erased', event_id, timestamp, order_version: 0, traceparent: null },
      data: { order_id: 7, user_id: 1, user_email: '', status: 'pending' },
    };
    const options = { lastVersion: () => ledger.versions.get(7), save: () => expect.fail('It has no version.') };
    const consume = orderedConsumer({ ...options, onErased: ({ data }) => void erased.push(data.order_id) });
    for (let times = 0; times < 2; times += 1) expect(await consume(erasure, undefined)).to.equal('saved');
    expect(erased).to.deep.equal([7, 7]);
    expect(await orderedConsumer(options)(erasure, undefined)).to.equal('repeated');
  });

  it('saves events of types that it does not know, so that their version leaves no gap', async () => {
    const ledger = new Ledger();
    const consume = ledger.consumer();
    await consume(anEvent(7, 1), undefined);
    const returned = parseOrderEvent(JSON.stringify({ ...anEvent(7, 2), event_type: 'order.returned' }));
    expect(await consume(returned, undefined)).to.equal('saved');
    expect(await consume(anEvent(7, 3), undefined)).to.equal('saved');
  });

  for (const none of [undefined, null, 0, '0', 0n]) {
    it(`takes ${typeof none} ${String(none)} for an order of which no event was saved`, async () => {
      const consume = orderedConsumer({ lastVersion: () => none, save: () => undefined });
      expect(await consume(anEvent(7, 1), undefined)).to.equal('saved');
      expect(await rejection(consume(anEvent(7, 2), undefined))).to.include({ expectedVersion: 1 });
    });
  }

  it('takes a version as pg returns a bigint', async () => {
    const consume = orderedConsumer({ lastVersion: () => '9', save: () => undefined });
    expect(await consume(anEvent(7, 9), undefined)).to.equal('repeated');
    expect(await consume(anEvent(7, 10), undefined)).to.equal('saved');
    expect(await rejection(consume(anEvent(7, 11), undefined))).to.include({ expectedVersion: 10 });
  });

  for (const bad of ['', 'x', '1.5', '-1', 1.5, -1, Number.NaN, {}]) {
    it(`saves nothing when lastVersion returns ${JSON.stringify(bad)}`, async () => {
      const saved: OrderEvent[] = [];
      const consume = orderedConsumer({ lastVersion: () => bad as number, save: (event) => void saved.push(event) });
      expect(await rejection(consume(anEvent(7, 1), undefined))).to.be.instanceOf(TypeError);
      expect(saved).to.deep.equal([]);
    });
  }

  it('saves every event once and in order, however the broker repeats and the consumer fails', async () => {
    const failures = fc.array(fc.boolean(), { minLength: 30, maxLength: 30 });
    const repeats = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 10, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(failures, repeats, async (fails, times) => {
        const ledger = new Ledger();
        const consume = ledger.consumer();
        const queue = times.flatMap((count, index) => {
          const event = anEvent(index % 2, Math.floor(index / 2) + 1);
          return Array.from({ length: count }, () => event);
        });
        const maxDeliveries = queue.length + fails.length;
        for (let delivery = 0; queue.length > 0; delivery += 1) {
          expect(delivery, 'deliveries until all events are saved').to.be.below(maxDeliveries);
          ledger.failing = fails[delivery] ?? false;
          const [event] = queue as [OrderEvent];
          await consume(event, undefined).then(
            () => queue.shift(),
            () => undefined, // Stays at the head, as after a nack with requeue.
          );
        }
        for (const orderId of [0, 1]) {
          const own = ledger.saved.filter((entry) => entry.startsWith(`${orderId}:`));
          expect(own).to.deep.equal([1, 2, 3, 4, 5].map((version) => `${orderId}:${version}`));
        }
      }),
      { numRuns: 50 },
    );
  });
});

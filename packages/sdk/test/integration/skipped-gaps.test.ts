import { expect } from 'chai';
import {
  EventAheadError,
  orderedConsumer,
  skippedGaps,
  type OrderEvent,
  type OrderExplanation,
} from '../../src/index.js';
import { startRealService, type RealService } from '../support/real-service.js';
import { rejection } from '../support/stub-service.js';

describe('skippedGaps, with the service', () => {
  let service: RealService;
  before(async () => {
    service = await startRealService();
  });
  after(() => service.stop());

  it('gets past events that an operator skipped, and waits for the others', async () => {
    const user = service.client(1);
    const operator = service.client(99, { role: 'operator' });
    const { id } = await user.orders.create({ items: [{ product_id: 1, quantity: 1 }] });
    for (const status of ['confirmed', 'shipped', 'delivered'] as const) await operator.orders.updateStatus(id, status);
    const events = await operator.events.list().toArray({ limit: 100 });
    const [first, second, third, fourth] = events.filter(({ data }) => data.order_id === id) as [
      OrderEvent,
      OrderEvent,
      OrderEvent,
      OrderEvent,
    ];
    await service.deadLetter(id, second.order_version);
    await operator.outbox.skip(second.event_id, 'The broker refuses it.');

    const saved: number[] = [];
    const consume = orderedConsumer({
      lastVersion: () => saved.at(-1),
      save: ({ order_version: version }) => void saved.push(version),
      onGap: skippedGaps(operator),
    });
    await consume(first, undefined);
    expect(await rejection(consume(fourth, undefined)), 'version 3 may still come').to.be.instanceOf(EventAheadError);
    expect(await consume(third, undefined)).to.equal('saved');
    expect(await consume(fourth, undefined)).to.equal('saved');
    expect(saved).to.deep.equal([1, 3, 4]);
  });

  it('gets past versions that were removed, and not past those that the service does not mention', async () => {
    const later = { order_version: 4, data: { order_id: 42 } } as OrderEvent;
    const explained = (has_earlier_versions: boolean, ...versions: number[]) => ({
      orders: {
        explain: () =>
          Promise.resolve({
            versions: versions.map((version) => ({ version, delivery: { state: 'published' } })),
            has_earlier_versions,
          } as OrderExplanation),
      },
    });
    const gap = { orderId: 42, expectedVersion: 1, event: later };
    expect(await skippedGaps(explained(true, 4))(gap)).to.equal('skip');
    expect(await skippedGaps(explained(true, 3, 4))(gap), 'version 3 is there').to.equal('wait');
    expect(await skippedGaps(explained(false, 4))(gap)).to.equal('wait');
    expect(await skippedGaps(explained(true))(gap)).to.equal('wait');
  });
});

import { expect } from 'chai';
import { eventually } from '../../../../test/services/eventually.js';
import type { Overrides } from '../../src/overrides.js';
import type { EventPublisher } from '../../src/ports/event-publisher.js';
import type { OrderStore } from '../../src/ports/order-store.js';
import type { OutboxStore } from '../../src/ports/outbox-store.js';
import { rejectionOf } from '../support/rejection.js';
import { TestService } from '../support/test-service.js';

const BROKER = { url: 'amqp://127.0.0.1:1', exchange: 'events' };

/** The parts of a server, exposed to check that they are stopped. */
class TakenParts {
  orders: OrderStore | undefined;
  outbox: OutboxStore | undefined;
  isPublisherClosed = false;

  readonly overrides: Overrides = {
    wrapOrders: (orders) => (this.orders = orders),
    wrapOutbox: (outbox) => (this.outbox = outbox),
    wrapPublisher: (): EventPublisher => ({
      state: 'connected',
      problem: undefined,
      start: (listener) => listener('connected'),
      publish: () => Promise.resolve({ outcome: 'confirmed' }),
      close: () => {
        this.isPublisherClosed = true;
        return Promise.resolve();
      },
    }),
  };

  /** Asserts that the relay has stopped, and that neither pool accepts a statement. */
  async expectStopped(): Promise<void> {
    expect(this.isPublisherClosed).to.equal(true);
    await rejectionOf(this.outbox!.figures());
    if (this.orders) await rejectionOf(this.orders.find(1, undefined));
  }
}

describe('startServer', () => {
  let service: TestService;
  let taken: TakenParts;

  beforeEach(async () => {
    service = await TestService.start({ replicas: 0 });
    taken = new TakenParts();
  });

  afterEach(() => service.stop());

  async function noConnectionIsLeft(): Promise<void> {
    await eventually('no connection is left', async () => {
      const left = await service.query(
        `SELECT FROM pg_stat_activity
         WHERE datname = current_database() AND application_name LIKE 'order-service%'`,
      );
      return left.length === 0;
    });
  }

  for (const wrapper of ['wrapOrders', 'wrapCatalogue'] as const) {
    it(`stops every part, and closes every pool, when ${wrapper} fails`, async () => {
      const failure = new Error('this part cannot be made');
      const failing = () => {
        throw failure;
      };
      const overrides: Overrides = { ...taken.overrides, [wrapper]: failing };
      expect(await rejectionOf(service.addReplica({ broker: BROKER }, overrides))).to.equal(failure);
      await taken.expectStopped();
      await noConnectionIsLeft();
    });
  }

  it('stops every part, and closes every pool, when the port is taken', async () => {
    const { url } = await service.addReplica();
    const port = Number(new URL(url).port);
    const failure = await rejectionOf(service.addReplica({ broker: BROKER, port }, taken.overrides));
    expect(failure).to.include({ code: 'EADDRINUSE' });
    await taken.expectStopped();
  });

  it('returns a server that stops every part, and closes every pool; stop is idempotent', async () => {
    const server = await service.addReplica({ broker: BROKER }, taken.overrides);
    await service.newUser().placed();
    await Promise.all([server.stop(), server.stop()]);
    await server.stop();
    await taken.expectStopped();
    await noConnectionIsLeft();
    expect(service.logLines.filter((line) => line.includes('"msg":"stopped"'))).to.have.length(1);
  });
});

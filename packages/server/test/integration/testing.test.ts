import { ApiError, createClient, type OrderServiceClient } from '@order-service/sdk';
import { expect } from 'chai';
import { createTestDatabase } from '../../../../test/services/postgres.js';
import { testRabbit, uniqueName } from '../../../../test/services/rabbitmq.js';
import { product, startOrderService, startPostgres, type TestOrderService } from '../../src/testing/index.js';
import { AuditQueue } from '../support/audit-queue.js';
import { eventually } from '../../../../test/services/eventually.js';
import { realHttp } from '../../../../test/services/intercepted-http.js';
import { rejectionOf } from '../support/rejection.js';

const TIMEOUT_MS = 150;

describe('the order service for tests', function () {
  this.timeout(120_000);
  realHttp();

  let stops: (() => Promise<void>)[];

  beforeEach(() => {
    stops = [];
  });

  afterEach(async () => {
    for (const stop of stops.reverse()) await stop();
  });

  async function start(options: Parameters<typeof startOrderService>[0] = {}): Promise<TestOrderService> {
    const database = await createTestDatabase();
    stops.push(() => database.drop());
    const service = await startOrderService({
      databaseUrl: database.url,
      config: { productServiceTimeoutMs: TIMEOUT_MS },
      ...options,
    });
    stops.push(() => service.stop());
    return service;
  }

  function customerOf(service: TestOrderService, token = service.token({ userId: 7 })): OrderServiceClient {
    return createClient({ baseUrl: service.url, token, maxRetries: 0 });
  }

  const order = (client: OrderServiceClient, productId = 1) =>
    client.orders.create({ items: [{ product_id: productId, quantity: 1 }] });

  it('sells the products of the test', async () => {
    const service = await start({ products: [{ id: 1, price: '12.50' }] });
    expect((await order(customerOf(service))).total_amount).to.equal('12.50');
    expect(codeOf(await rejectionOf(order(customerOf(service), 2)))).to.equal('product_not_found');

    service.catalogue.products.set(1, product({ id: 1, is_active: false }));
    expect(codeOf(await rejectionOf(order(customerOf(service))))).to.equal('product_inactive');
  });

  it('makes the product service slow, within its timeout and beyond, then down, then healthy', async () => {
    const service = await start();
    const customer = customerOf(service);
    await order(customer);

    service.faults.productSlow(TIMEOUT_MS / 10);
    await order(customer);
    service.faults.productSlow(60_000);
    expect(codeOf(await rejectionOf(order(customer)))).to.equal('product_service_timeout');
    service.faults.clear();
    await order(customer);
    service.faults.productDown();
    expect(codeOf(await rejectionOf(order(customer)))).to.equal('product_service_unavailable');
    service.faults.clear();
    await order(customer);
  });

  it('signs and expires tokens by the clock of the test', async () => {
    const service = await start();
    const customer = customerOf(service);
    await order(customer);

    service.clock.advance(31 * 60_000);
    expect(codeOf(await rejectionOf(order(customer)))).to.equal('token_expired');
    await order(customerOf(service, service.token({ userId: 7 })));
    service.clock.reset();
    await order(customer);
  });

  it('keeps events while the broker is down, and publishes them afterwards', async () => {
    const rabbit = await testRabbit();
    const queue = await AuditQueue.declare(rabbit.url, uniqueName('events'));
    stops.push(() => queue.dispose());
    await (await queue.bind()).consume();
    const service = await start({ broker: { url: rabbit.url, exchange: queue.exchange } });
    const customer = customerOf(service);
    const { id: before } = await order(customer);
    await eventually('the first event arrives', () => queue.versionsOf(before).length === 1);

    service.faults.brokerDown();
    const { id: during } = await order(customer);
    await eventually('health shows that the broker is disconnected', async () => {
      return (await customer.health()).broker === 'disconnected';
    });
    expect(queue.versionsOf(during)).to.deep.equal([]);
    service.faults.clear();
    await eventually('the kept event arrives', () => queue.versionsOf(during).length === 1);
  });

  it('reports a missing broker, and a broker URL that a proxy cannot forward', async () => {
    const service = await start();
    expect(() => service.faults.brokerDown()).to.throw('no broker');
    const secure = start({ broker: { url: 'amqps://broker.example', exchange: 'x' } });
    expect((await rejectionOf(secure)).message).to.include('amqp://');
  });

  it('runs many services on one PostgreSQL, each with its own orders', async () => {
    const postgres = await startPostgres();
    stops.push(() => postgres.stop());
    const services = await Promise.all(
      ['one', 'two', 'three', 'four'].map(async (name) => {
        return await startOrderService({ databaseUrl: await postgres.createDatabase(name) });
      }),
    );
    for (const service of services) stops.push(() => service.stop());
    for (const service of services) {
      const { id } = await order(customerOf(service));
      const { items } = await customerOf(service).orders.list();
      expect(items.map((listed) => listed.id)).to.deep.equal([id]);
    }
  });
});

function codeOf(error: unknown): string | undefined {
  return error instanceof ApiError ? error.code : undefined;
}

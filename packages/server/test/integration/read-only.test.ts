import { expect } from 'chai';
import { createClient, isProblem } from '@order-service/sdk';
import { eventually } from '../../../../test/services/eventually.js';
import { rejectionOf } from '../support/rejection.js';
import type { Problem } from '../support/test-client.js';
import { TestService } from '../support/test-service.js';

/** A role belongs to the whole server, so that no other test may use it. */
const ROLE = 'order_service_reader';

describe('A server with READ_ONLY', function () {
  this.timeout(60_000);
  const READER = 1;
  let service: TestService;
  let orderId: number;

  before('place an order, and start a server that only reads, with a role that may do no more', async () => {
    service = await TestService.start();
    ({ id: orderId } = await service.as({ userId: 7 }).placed(undefined, ['confirmed']));
    await service.query(`CREATE ROLE ${ROLE} LOGIN PASSWORD '${ROLE}'`);
    await service.query(`GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${ROLE}`);
    const url = new URL(service.databaseUrl);
    url.username = url.password = ROLE;
    await service.addReplica({ databaseUrl: url.href, readOnly: true });
  });

  after(async () => {
    await service.replicas[READER]?.stop();
    await service.query(`DROP OWNED BY ${ROLE}`);
    await service.query(`DROP ROLE ${ROLE}`);
    await service.stop();
  });

  const operator = () => service.operator(READER);

  it('is ready, and says that it only reads', async () => {
    for (const path of ['/health', '/health/ready']) {
      const { status, body } = await operator().get<{ read_only: boolean; problems: string[] }>(path);
      expect([status, body.read_only, body.problems]).to.deep.equal([200, true, []]);
    }
  });

  it('serves orders, lists, histories, the feed and statistics', async () => {
    for (const path of [`orders/${orderId}`, 'orders?scope=all', `orders/${orderId}/events`, 'stats', 'outbox', 'me']) {
      expect((await operator().get(`/api/v1/${path}`)).status, path).to.equal(200);
    }
    await eventually('the feed has both events', async () => {
      const { body } = await operator().get<{ events: unknown[] }>('/api/v1/events');
      return body.events.length === 2;
    });
  });

  it('names no operation that changes something among those that the caller may call', async () => {
    const { body } = await operator().get<{ operations: string[] }>('/api/v1/me');
    expect(body.operations).to.include('listOrders').and.not.include.members(['createOrder', 'replayEvents']);
  });

  const EVENT = '0190f3a0-0000-7000-8000-000000000000';
  for (const [method, path] of [
    ['POST', 'orders'],
    ['PATCH', 'orders/1/status'],
    ['POST', 'events/replay'],
    ['POST', `outbox/events/${EVENT}/retry`],
    ['POST', `outbox/events/${EVENT}/skip`],
  ] as const) {
    it(`refuses ${method} ${path} with read_only, whatever its body`, async () => {
      const { status, body } = await operator().send<Problem>(method, `/api/v1/${path}`, { json: {} });
      expect([status, body.code]).to.deep.equal([403, 'read_only']);
      expect(body.detail).to.contain('nothing was changed');
    });
  }

  it('is told by the SDK at once', async () => {
    const client = createClient({ baseUrl: service.replicas[READER]!.url, token: service.token({ userId: 7 }) });
    const error = await rejectionOf(client.orders.create({ items: [{ product_id: 1, quantity: 1 }] }));
    expect(isProblem(error, 'read_only'), String(error)).to.be.true;
    expect(error).to.deep.include({ attempts: 1, outcomeUnknown: false });
  });

  it('derives the statistics itself where its role may write them', async () => {
    await service.replicas[0]!.stop();
    await service.query(`UPDATE order_stats_position SET transaction_id = '0', id = 0`);
    await service.query('UPDATE order_status_counts SET orders = 0');
    const confirmed = async (): Promise<number> => {
      const { body } = await operator().get<{ by_status: { confirmed: number } }>('/api/v1/stats');
      return body.by_status.confirmed;
    };
    expect(await confirmed()).to.equal(0);
    expect(service.logLines.join('\n')).not.to.contain('permission denied');
    await service.query(
      `GRANT INSERT, UPDATE ON order_status_counts, order_stats_hourly, order_stats_position TO ${ROLE}`,
    );
    await eventually('the order is counted', async () => (await confirmed()) === 1);
  });
});

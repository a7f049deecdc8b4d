import { createClient } from '@order-service/sdk';
import { expect } from 'chai';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../../../../test/services/eventually.js';
import { startTcpProxy, type TcpProxy } from '../../src/testing/tcp-proxy.js';
import { startBalancer, type Balancer } from '../cluster/balancer.js';
import { BusyClients } from '../support/busy-clients.js';
import { TestClient } from '../support/test-client.js';
import { TestService } from '../support/test-service.js';

const ORDER = { items: [{ product_id: 1, quantity: 1 }] };
const OUTAGE_MS = 20_000;
const portOf = (url: string): number => Number(new URL(url).port);

describe('Behind HAProxy, as documented', function () {
  this.timeout(120_000);
  let service: TestService;
  let database: TcpProxy;
  let balancer: Balancer;
  let token: string;
  let userId: number;

  beforeEach(async () => {
    service = await TestService.start({ replicas: 0 });
    const target = { port: portOf(service.databaseUrl) };
    database = await startTcpProxy(() => [target]);
    const url = new URL(service.databaseUrl);
    url.port = String(database.port);
    for (let replicas = 0; replicas < 2; replicas += 1) await service.addReplica({ databaseUrl: url.href });
    balancer = await startBalancer(service.replicas.map((replica) => portOf(replica.url)));
    await eventually('HAProxy uses both servers', async () => (await balancer.serversInUse()).length === 2);
    userId = service.newUserId();
    token = service.token({ userId });
  });
  afterEach(async () => {
    await balancer.stop();
    await service.stop();
    await database.stop();
  });

  it('an outage of the database of 20 s is not seen by creates, conditional changes and reads of the SDK', async () => {
    const { orders } = createClient({ baseUrl: balancer.url, token });
    const existing = await orders.create(ORDER);
    const targets = database.targets;
    database.targets = () => [];
    database.reset();
    const began = performance.now();
    const calls = Promise.all([
      ...Array.from({ length: 20 }, () => orders.create(ORDER)),
      orders.updateStatus(existing.id, 'confirmed', { ifMatch: existing.version }),
      orders.get(existing.id),
    ]);
    calls.catch(() => undefined); // reported below

    const raw = new TestClient(balancer.url, token);
    while (performance.now() - began < OUTAGE_MS) {
      const { status, body, headers } = await raw.create(ORDER);
      expect([status, (body as { code?: string }).code]).to.deep.equal([503, 'database_unavailable']);
      expect(Number(headers['retry-after'])).to.be.above(0);
      await delay(500);
    }
    expect(await balancer.serversInUse()).to.deep.equal(['s1', 's2']);
    database.targets = targets;
    await calls;
    expect(await service.ordersOf(userId)).to.equal(21);
  });

  it('without a server, HAProxy answers with a problem document that says that nothing was processed', async () => {
    for (const replica of service.replicas) await replica.stop();
    const { status, body, headers } = await new TestClient(balancer.url, token).create(ORDER);
    expect([status, headers['retry-after']]).to.deep.equal([503, '1']);
    expect(body).to.include({ code: 'service_overloaded', request_id: headers['x-request-id'] });
  });

  it('is reloaded without refusing a connection, and its runtime API answers', async () => {
    const { haproxy, url } = balancer;
    const before = haproxy.pid;
    const clients = new BusyClients(4, `${url}/health/live`, { headers: { connection: 'close' } });
    await eventually('the clients are busy', () => clients.answered > 10);
    await haproxy.reload();
    const answered = clients.answered;
    await eventually('the new process answers', () => clients.answered > answered + 10);
    await clients.stop();
    expect([[...clients.statuses.keys()], clients.failures]).to.deep.equal([[200], []]);
    expect(haproxy.pid).not.to.equal(before);
  });
});

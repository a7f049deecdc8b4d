import { expect } from 'chai';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase } from '../../../../test/services/postgres.js';
import { startOrderService, type OrderService } from '../../src/embedded/start-order-service.js';
import { realHttp } from '../../../../test/services/intercepted-http.js';
import { rejectionOf } from '../support/rejection.js';

describe('startOrderService()', function () {
  this.timeout(120_000);
  realHttp();

  it('starts without configuration, signs tokens, and leaves nothing behind', async () => {
    const temporary = await mkdtemp(join(tmpdir(), 'order-service-start-test-'));
    const usual = process.env.TMPDIR;
    process.env.TMPDIR = temporary;
    try {
      const service = await startOrderService();
      const order = await placeOrder(service, service.token({ userId: 42 }), 1);
      expect(order.body).to.include({ user_id: 42, user_email: 'user42@example.com', total_amount: '29.99' });

      const id = String(order.body.id);
      expect((await get(service, `orders/${id}`, service.token({ userId: 43 }))).status).to.equal(404);
      expect((await get(service, `orders/${id}`, service.token({ userId: 1, role: 'operator' }))).status).to.equal(200);
      expect((await get(service, 'orders', service.token({ userId: 42, expiresInSeconds: -1 }))).status).to.equal(401);

      await service.stop();
      await service.stop();
      expect((await rejectionOf(fetch(service.url))).message).to.equal('fetch failed');
      expect(await readdir(temporary)).to.deep.equal([]);
    } finally {
      if (usual === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = usual;
      await rm(temporary, { recursive: true, force: true });
    }
  });

  it('keeps the data of its directory, and accepts earlier tokens with the same secret', async () => {
    const dataDirectory = await mkdtemp(join(tmpdir(), 'order-service-kept-test-'));
    const options = { dataDirectory, secret: 'a secret that is kept, of more than 32 bytes' };
    try {
      const first = await startOrderService(options);
      const token = first.token({ userId: 1 });
      const { body } = await placeOrder(first, token, 1);
      await first.stop();

      const second = await startOrderService(options);
      expect((await get(second, `orders/${String(body.id)}`, token)).body).to.deep.equal(body);
      await second.stop();
    } finally {
      await rm(dataDirectory, { recursive: true, force: true });
    }
  });

  it('starts several services on one new database, which serve the same orders', async () => {
    const database = await createTestDatabase({ migrated: false });
    const secret = 'a secret that all of them share, of 32 bytes';
    const options = { databaseUrl: database.url, secret };
    const services = await Promise.all([1, 2, 3].map(() => startOrderService(options)));
    try {
      const token = services[0]!.token({ userId: 1 });
      for (const service of services) expect((await placeOrder(service, token, 1)).status).to.equal(201);
      for (const service of services) {
        expect((await get(service, 'orders', token)).body).to.have.length(3);
      }
    } finally {
      await Promise.all(services.map((service) => service.stop()));
      await database.drop();
    }
  });

  it('sells the given products', async () => {
    const database = await createTestDatabase();
    const service = await startOrderService({ databaseUrl: database.url });
    const token = service.token({ userId: 1 });
    service.catalogue!.products.delete(1);
    expect(await placeOrder(service, token, 1)).to.deep.include({ status: 404 });
    await service.stop();
    await database.drop();
  });

  it('reports a port that is taken, and stops everything', async () => {
    const database = await createTestDatabase();
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const { port } = blocker.address() as AddressInfo;
    const options = { databaseUrl: database.url, port };

    expect(await rejectionOf(startOrderService(options))).to.include({ code: 'EADDRINUSE' });
    const elsewhere = await startOrderService({ ...options, anyPortIfTaken: true });
    expect(new URL(elsewhere.url).port).to.not.equal(String(port));
    await elsewhere.stop();
    blocker.close();
    await database.drop();
  });

  it('reports a database that cannot be reached', async () => {
    const databaseUrl = 'postgresql://nobody@127.0.0.1:1/none';
    expect(await rejectionOf(startOrderService({ databaseUrl }))).to.include({ code: 'ECONNREFUSED' });
  });
});

interface Reply {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function placeOrder(service: OrderService, token: string, productId: number): Promise<Reply> {
  return await reply(
    fetch(`${service.url}/api/v1/orders`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ items: [{ product_id: productId, quantity: 1 }] }),
    }),
  );
}

async function get(service: OrderService, path: string, token: string): Promise<Reply> {
  return await reply(fetch(`${service.url}/api/v1/${path}`, { headers: { authorization: `Bearer ${token}` } }));
}

async function reply(responding: Promise<Response>): Promise<Reply> {
  const response = await responding;
  return { status: response.status, body: (await response.json()) as Reply['body'] };
}

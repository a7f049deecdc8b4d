import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { expect } from 'chai';
import { copyNewestOrder, maximalOrder } from '../support/maximal-order.js';
import { OrderServiceProcess } from '../support/order-service-process.js';
import { TestClient, type OrderBody } from '../support/test-client.js';
import { useTestService, userIdOf } from '../support/test-service.js';

const CONNECTIONS = 100;
const REQUESTS_EACH = 2;

describe('A server with little memory', () => {
  const service = useTestService();
  const sockets: Socket[] = [];
  let server: OrderServiceProcess;

  before(async () => {
    server = new OrderServiceProcess(['serve'], {
      folder: tmpdir(),
      env: {
        NODE_OPTIONS: '--max-old-space-size=256',
        DATABASE_URL: service().databaseUrl,
        SECRET_KEY: service().secret,
        PRODUCT_SERVICE_URL: service().catalogue.url,
        RABBITMQ_URL: 'none',
        HOST: '127.0.0.1',
        PORT: '0',
      },
    });
    await server.printed('"listening"');
  });

  after(async () => {
    for (const socket of sockets) socket.destroy();
    await server.end('SIGTERM');
  });

  it('serves others while a hundred connections ask for the largest pages and read nothing', async () => {
    const url = /"url":"([^"]+)"/.exec(server.stdout)![1]!;
    const [ann, bob] = [service().newUser(), service().newUser()].map(({ token }) => new TestClient(url, token));
    expect((await ann!.create(maximalOrder(service()))).status).to.equal(201);
    await copyNewestOrder(service(), userIdOf(ann!), 100);
    const order = await bob!.placed([{ product_id: 2, quantity: 1 }]);

    const request = `GET /api/v1/orders?limit=100 HTTP/1.1\r\nHost: orders\r\nAuthorization: Bearer ${ann!.token!}\r\n\r\n`;
    const { hostname, port } = new URL(url);
    for (let opened = 0; opened < CONNECTIONS; opened += 1) {
      const socket = connect(Number(port), hostname).on('error', () => undefined);
      sockets.push(socket.pause());
      socket.write(request.repeat(REQUESTS_EACH));
    }
    for (let asked = 0; asked < 5; asked += 1) {
      expect((await bob!.get<OrderBody[]>('/api/v1/orders')).body).to.deep.equal([order]);
      expect((await ann!.sendUnchecked<OrderBody[]>('GET', '/api/v1/orders')).body.length).to.be.greaterThan(1);
    }
    expect(server.child.exitCode).to.equal(null);
  });
});

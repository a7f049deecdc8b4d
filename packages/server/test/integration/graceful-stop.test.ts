import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { eventually } from '../../../../test/services/eventually.js';
import { BusyClients } from '../support/busy-clients.js';
import { Gate, orderGates } from '../support/gate.js';
import { realHttp } from '../../../../test/services/intercepted-http.js';
import { OrderServiceProcess } from '../support/order-service-process.js';
import { rejectionOf } from '../support/rejection.js';
import { describeProduct } from '../support/catalogue.js';
import { startProductServer } from '../support/product-server.js';
import { TWO_HEADPHONES, TestClient } from '../support/test-client.js';
import { TestService, userIdOf } from '../support/test-service.js';

const ORDER = { items: TWO_HEADPHONES };

describe('Stopping the server', () => {
  realHttp();

  it('finishes running requests, and accepts no new ones', async () => {
    const gates = orderGates();
    const service = await TestService.start({ overrides: gates.overrides });
    const clients = Array.from({ length: 5 }, () => service.newUser());
    gates.answer.close();
    const underWay = clients.map((client) => client.create(ORDER));
    await eventually('the orders are written', async () => {
      const written = await service.query('SELECT FROM orders WHERE user_id = ANY ($1)', [clients.map(userIdOf)]);
      return gates.answer.held > 0 && written.length === clients.length;
    });

    const stopped = service.replicas[0]!.stop();
    const refused = (await rejectionOf(service.newUser().create(ORDER))) as NodeJS.ErrnoException;
    expect(refused.code).to.be.oneOf(['ECONNREFUSED', 'ECONNRESET']);
    gates.openAll();
    const answers = await Promise.all(underWay);
    expect(answers.map((answer) => answer.status)).to.deep.equal([201, 201, 201, 201, 201]);
    await stopped;
    await service.stop();
  });

  it('announces the stop before it refuses connections: not ready, and no request more on a connection', async () => {
    const service = await TestService.start();
    const stopped = service.replicas[0]!.stop({ announceMs: 300 });
    for (const [path, status] of [
      ['/health/ready', 503],
      ['/health/live', 200],
    ] as const) {
      const response = await fetch(`${service.url}${path}`);
      expect([response.status, response.headers.get('connection')], path).to.deep.equal([status, 'close']);
    }
    await stopped;
    expect((await rejectionOf(fetch(service.url))).cause).to.have.property('code', 'ECONNREFUSED');
    await service.stop();
  });

  it('closes a connection on which nothing was sent before it would cut requests in progress', async () => {
    const gates = orderGates();
    const service = await TestService.start({ overrides: gates.overrides });
    const { hostname, port } = new URL(service.url);
    const unused = connect(Number(port), hostname);
    await once(unused, 'connect');
    gates.write.close();
    const underWay = service.newUser().create(ORDER);
    await gates.write.holds();
    const stopped = service.replicas[0]!.stop();
    await once(unused.resume(), 'close');
    gates.openAll();
    expect((await underWay).status).to.equal(201);
    await stopped;
    await service.stop();
  });

  it('does not wait for idle keep-alive connections', async () => {
    const gates = orderGates();
    const service = await TestService.start({ overrides: gates.overrides });
    const agent = new Agent({ keepAlive: true });
    const { token } = service.newUser();
    const send = async (method: string, path: string): Promise<IncomingMessage> => {
      const headers = { authorization: `Bearer ${token!}`, 'content-type': 'application/json' };
      const sending = request(`${service.url}${path}`, { agent, method, headers });
      sending.end(method === 'POST' ? JSON.stringify(ORDER) : undefined);
      const [response] = (await once(sending, 'response')) as [IncomingMessage];
      response.resume();
      await once(response, 'end');
      return response;
    };
    await send('GET', '/health/live');
    gates.write.close();
    const underWay = send('POST', '/api/v1/orders');
    await gates.write.holds();
    const stopped = service.replicas[0]!.stop();
    gates.openAll();
    expect((await underWay).statusCode).to.equal(201);
    await stopped;
    await service.replicas[0]!.stop(); // stopping is idempotent
    agent.destroy();
    await service.stop();
  });
});

describe('order-service serve, on SIGTERM', function () {
  this.timeout(60_000);
  realHttp();

  let service: TestService;
  let folder: string;
  const products = new Gate();

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'order-service-stop-'));
    service = await TestService.start({ replicas: 0 });
  });
  afterEach(async () => {
    products.open();
    await service.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function serve(
    productServiceUrl: string,
    env: Record<string, string> = {},
  ): Promise<{ program: OrderServiceProcess; client: TestClient; url: string }> {
    const program = new OrderServiceProcess(['serve'], {
      folder,
      env: {
        DATABASE_URL: service.databaseUrl,
        SECRET_KEY: service.secret,
        PRODUCT_SERVICE_URL: productServiceUrl,
        RABBITMQ_URL: 'none',
        HOST: '127.0.0.1',
        PORT: '0',
        ...env,
      },
    });
    await program.printed(/"url":"[^"]+"/);
    const [, url = ''] = /"url":"([^"]+)"/.exec(program.stdout)!;
    return { program, url, client: new TestClient(url, service.token({ userId: 7 })) };
  }

  it('fails no request of 50 busy clients, keeps acknowledged orders, and exits with 0', async () => {
    let acknowledged = 0;
    for (let run = 0; run < 2; run += 1) {
      const { program, client, url } = await serve(service.catalogue.url, { SHUTDOWN_DELAY_MS: '500' });
      const headers = { authorization: `Bearer ${client.token!}`, 'content-type': 'application/json' };
      const creates = new BusyClients(10, `${url}/api/v1/orders`, { method: 'POST', headers }, JSON.stringify(ORDER));
      const reads = new BusyClients(40, `${url}/health/live`);
      await eventually('every client is busy', () => creates.answered > 10 && reads.answered > 80);
      expect(await program.end('SIGTERM')).to.equal(0);
      await Promise.all([creates.refused(), reads.refused()]);
      expect([...creates.failures, ...reads.failures]).to.deep.equal([]);
      expect([...creates.statuses.keys(), ...reads.statuses.keys()]).to.deep.equal([201, 200]);
      expect(reads.announced).to.be.at.least(40);
      acknowledged += creates.answered;
      expect(await service.ordersOf(7)).to.equal(acknowledged);
      expect(program.stderr).to.equal('');
    }
  });

  for (const second of ['SIGTERM', 'SIGINT'] as const) {
    it(`exits with 1 on a second signal, ${second}, without waiting for running requests`, async () => {
      products.close();
      const productServer = await startProductServer((_request, response) => {
        void products.pass().then(() => response.end(JSON.stringify(describeProduct(1))));
      });
      const { program, client } = await serve(productServer.url);
      const underWay = rejectionOf(client.create(ORDER));
      await products.holds();
      program.child.kill('SIGTERM');
      await eventually('it accepts nothing more', () =>
        client.get('/health/live').then(
          () => false,
          () => true,
        ),
      );
      // One Ctrl-C may arrive twice, from the terminal and from npm: a second signal counts only after a while.
      await eventually('it ends', () => !program.child.kill(second) || program.child.exitCode !== null);
      expect(await program.exitCode()).to.equal(1);
      await underWay;
      products.open();
      await productServer.stop();
      expect(await service.ordersOf(7)).to.equal(0);
    });
  }
});

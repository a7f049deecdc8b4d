import { expect } from 'chai';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../../../../test/services/eventually.js';
import { startProcessGuard, type ProcessGuard } from '../../../../test/services/process-guard.js';
import { startBalancer, type Balancer } from '../cluster/balancer.js';
import { lastingPorts } from '../cluster/ports.js';
import { ServerProcess } from '../cluster/server-process.js';
import { BusyClients } from '../support/busy-clients.js';
import { TestService } from '../support/test-service.js';

/** `RESTARTS=20 npm run test:proxy` for as many restarts of each server. */
const RESTARTS = Number(process.env.RESTARTS ?? 2);
const ORDER = JSON.stringify({ items: [{ product_id: 1, quantity: 1 }] });

/** A second try would hide what a restart fails. */
const withoutRetries = (configuration: string): string =>
  configuration.replace(/^ {2}retries 3\n {2}option redispatch 1\n/m, '  retries 0\n');

describe('Restarts of servers', function () {
  this.timeout(RESTARTS * 60_000);
  let service: TestService;
  let guard: ProcessGuard;
  let servers: ServerProcess[];
  let balancer: Balancer;

  async function start(environment: Readonly<Record<string, string>>): Promise<void> {
    service = await TestService.start({ replicas: 0 });
    const folder = await mkdtemp(join(tmpdir(), 'orders-restarts-'));
    guard = startProcessGuard(folder);
    const options = {
      environment: {
        DATABASE_URL: service.databaseUrl,
        SECRET_KEY: service.secret,
        PRODUCT_SERVICE_URL: service.catalogue.url,
        RABBITMQ_URL: 'none',
        LOG_LEVEL: 'warn',
        SHUTDOWN_DELAY_MS: '5000', // on a slow machine, a check of HAProxy and a client's next request take time
        ...environment,
      },
      log: join(folder, 'servers.log'),
      guard,
    };
    servers = (await lastingPorts(2)).map((port) => new ServerProcess(port, options));
    await Promise.all(servers.map((server) => server.start()));
    balancer = await startBalancer(
      servers.map(({ port }) => port),
      withoutRetries,
    );
    await untilAllInUse();
  }

  const untilAllInUse = (): Promise<void> =>
    eventually('HAProxy uses both servers', async () => (await balancer.serversInUse()).length === 2, 60_000);

  function busy(url: string): readonly BusyClients[] {
    const headers = { authorization: `Bearer ${service.token({ userId: 7 })}`, 'content-type': 'application/json' };
    return [
      new BusyClients(10, `${url}/api/v1/orders`, { method: 'POST', headers }, ORDER),
      new BusyClients(40, `${url}/health/live`),
    ];
  }

  const untilBusy = (clients: readonly BusyClients[]): Promise<void> =>
    eventually('every client is busy', () => clients.every(({ answered }) => answered > 80));

  function expectNoFailure([creates, reads]: readonly BusyClients[]): void {
    expect([...creates!.failures, ...reads!.failures]).to.deep.equal([]);
    expect([[...creates!.statuses.keys()], [...reads!.statuses.keys()]]).to.deep.equal([[201], [200]]);
  }

  afterEach(async () => {
    await balancer.stop();
    await guard.close();
    await service.stop();
  });

  for (const workers of ['1', '2']) {
    it(`with WORKERS=${workers}, ${RESTARTS} of them fail no request of 50 busy clients through HAProxy without retries`, async () => {
      await start({ WORKERS: workers });
      const clients = busy(balancer.url);
      await untilBusy(clients);
      for (let restart = 0; restart < RESTARTS; restart += 1) {
        const server = servers[restart % servers.length]!;
        await server.stop();
        await delay(100); // the clients go on without it
        await server.start();
        await untilAllInUse();
        for (const { failures } of clients) expect(failures, `restart ${restart}`).to.deep.equal([]);
      }
      await Promise.all(clients.map((each) => each.stop()));
      expectNoFailure(clients);
      expect(await service.ordersOf(7)).to.equal(clients[0]!.answered);
    });
  }

  it(`${RESTARTS} of them fail no request of 50 busy clients that are connected to the server itself`, async () => {
    await start({});
    const server = servers[0]!;
    let acknowledged = 0;
    for (let restart = 0; restart < RESTARTS; restart += 1) {
      const clients = busy(server.url);
      await untilBusy(clients);
      await server.stop();
      await Promise.all(clients.map((each) => each.refused()));
      expectNoFailure(clients);
      acknowledged += clients[0]!.answered;
      await server.start();
    }
    expect(await service.ordersOf(7)).to.equal(acknowledged);
  });
});

import { once } from 'node:events';
import { tmpdir } from 'node:os';
import autocannon from 'autocannon';
import { expect } from 'chai';
import { OrderServiceProcess } from '../support/order-service-process.js';
import { useTestService } from '../support/test-service.js';

const CONNECTIONS = 32;
const ORDERS = 50;
const WARM_UP_REQUESTS = 2_000;
const REQUESTS = 4_000;

/**
 * A request that is finished is garbage, and cheap while it is young. What keeps it until the next collection of the old
 * generation, if only through something that is garbage itself, costs more than its answer. A page of fifty orders leaves
 * 3,000 to 17,000 bytes by the version of Node.js, and more on a busy machine; 145,000 with the promises of pg.
 */
describe('What requests leave to the old generation of the heap', function () {
  this.timeout(120_000);
  const service = useTestService();
  let server: OrderServiceProcess;
  let url: string;
  let token: string;

  before(async () => {
    server = new OrderServiceProcess(['serve'], {
      folder: tmpdir(),
      env: {
        NODE_OPTIONS: `--import ${new URL('../support/old-generation.mjs', import.meta.url).href}`,
        DATABASE_URL: service().databaseUrl,
        SECRET_KEY: service().secret,
        PRODUCT_SERVICE_URL: service().catalogue.url,
        RABBITMQ_URL: 'none',
        HOST: '127.0.0.1',
        PORT: '0',
      },
    });
    await server.printed('"listening"');
    url = /"url":"([^"]+)"/.exec(server.stdout)![1]!;
    const user = service().newUser();
    for (let placed = 0; placed < ORDERS; placed += 1) await user.placed();
    token = user.token!;
  });

  after(async () => {
    await server.end('SIGTERM');
  });

  async function get(path: string, amount: number): Promise<void> {
    const headers = { authorization: `Bearer ${token}` };
    const answers = await autocannon({ url: `${url}${path}`, connections: CONNECTIONS, amount, headers });
    expect(answers['2xx']).to.equal(amount);
  }

  async function bytesEach(path: string): Promise<number> {
    await get(path, WARM_UP_REQUESTS);
    await ask();
    await get(path, REQUESTS);
    return Number(await ask()) / REQUESTS;
  }

  async function ask(): Promise<unknown> {
    const answered = once(server.child, 'message');
    server.child.send('measure');
    const [answer] = (await answered) as [unknown];
    return answer;
  }

  it('is little for a list', async () => {
    expect(await bytesEach('/api/v1/orders')).to.be.below(60_000);
  });
});

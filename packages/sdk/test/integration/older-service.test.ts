import { createRequire } from 'node:module';
import { expect } from 'chai';
import * as built from '@order-service/sdk';
import { startRealService, type RealService } from '../support/real-service.js';
import { rejection } from '../support/stub-service.js';

type Sdk = typeof built;
const require = createRequire(import.meta.url);
const BUILDS: readonly (readonly [format: string, sdk: Sdk])[] = [
  ['the built ES module', built],
  ['the built CommonJS', require('../../dist/index.cjs') as Sdk],
];

/**
 * What an SDK of a newer contract may send to this service, which does not have it. Its calls compile there, and are made here
 * with the types turned off.
 */
describe('a newer SDK, with this service', () => {
  let service: RealService;
  before(async () => {
    service = await startRealService();
  });
  after(() => service.stop());

  for (const [format, sdk] of BUILDS) {
    describe(format, () => {
      let client: built.OrderServiceClient;
      const items = [{ product_id: 1, quantity: 1 }];
      before(async () => {
        client = sdk.createClient({ baseUrl: service.url, token: service.token(1) });
        await client.orders.create({ items });
      });

      /** The call is refused at the first attempt, by an error that names what the service does not have. */
      async function refused(call: PromiseLike<unknown>, code: string, said: string): Promise<void> {
        const error = await rejection(call);
        expect(error).to.be.instanceOf(sdk.ApiError).and.to.include({ code, attempts: 1, outcomeUnknown: false });
        expect((error as Error).message).to.include(said);
      }

      it('names a new member of a body, and nothing is stored', async () => {
        const count = async () => (await client.orders.list().toArray({ limit: 100 })).length;
        const before = await count();
        const order = { items, gift_wrap: true } as built.CreateOrder;
        await refused(client.orders.create(order), 'validation_failed', 'body /gift_wrap is not a member');
        expect(await count()).to.equal(before);
      });

      it('names a new filter, instead of returning what does not match it', async () => {
        const params = { warehouse: 7, status: 'pending' } as built.ListOrdersParams;
        await refused(client.orders.list(params), 'validation_failed', 'query /warehouse is not a parameter');
      });

      it('changes no order by a new filter', async () => {
        const params = { warehouse: 7 } as built.ListOrdersParams;
        const update = client.orders.updateStatusMany(client.orders.list(params), 'cancelled').next();
        await refused(update, 'validation_failed', 'query /warehouse is not a parameter');
        expect((await client.orders.list({ status: 'cancelled' })).items).to.deep.equal([]);
      });

      it('names a new parameter of the feed', async () => {
        const query = { kinds: 'order' } as object;
        const reading = client.request('GET', '/api/v1/events', { query });
        await refused(reading, 'validation_failed', 'query /kinds is not a parameter');
      });

      it('names a new value of a filter, and of a status', async () => {
        const params = JSON.parse('{"status":"returned"}') as built.ListOrdersParams;
        await refused(client.orders.list(params), 'validation_failed', 'must be one of pending');
        const [order] = (await client.orders.list()).items;
        const { status } = JSON.parse('{"status":"returned"}') as { status: built.TargetStatus };
        await refused(client.orders.updateStatus(order!.id, status), 'validation_failed', 'must be one of pending');
      });

      it('tells that there is no such operation', async () => {
        await refused(client.request('GET', '/api/v1/returns'), 'route_not_found', '/api/v1/returns');
      });

      it('has filters of names and members that the service knows', async () => {
        const params = { metadata: { channel: 'phone' } } as built.ListOrdersParams;
        expect((await client.orders.list(params)).items).to.deep.equal([]);
      });
    });
  }

  it('is refused by what asks for strict handling alone: other clients may be sent through proxies that add parameters', async () => {
    const headers = { authorization: `Bearer ${service.token(1)}` };
    const lenient = await fetch(`${service.url}/api/v1/orders?utm_source=mail`, { headers });
    expect(lenient.status).to.equal(200);
    for (const prefer of ['handling=strict', 'respond-async, handling = "strict"', 'Handling=Strict; wait=10']) {
      const strict = await fetch(`${service.url}/api/v1/orders?utm_source=mail`, { headers: { ...headers, prefer } });
      expect(strict.status, prefer).to.equal(422);
    }
    const other = { ...headers, prefer: 'handling=lenient' };
    expect((await fetch(`${service.url}/api/v1/orders?utm_source=mail`, { headers: other })).status).to.equal(200);
  });
});

import { createRequire } from 'node:module';
import { expect } from 'chai';
import * as built from '@order-service/sdk';
import {
  NEW_CODE,
  NEW_EVENT,
  NEW_EVENT_TYPE,
  NEW_MEMBER,
  NEW_STATUS_EVENT,
  NEW_VALUE,
  startNewerService,
  type NewerService,
} from '../../../../test/services/newer-service.js';
import { rejection } from '../support/stub-service.js';

type Sdk = typeof built;
const require = createRequire(import.meta.url);

/** What `npm run build` has made, as ES module and as CommonJS. */
const BUILDS: readonly (readonly [format: string, sdk: Sdk])[] = [
  ['the built ES module', built],
  ['the built CommonJS', require('../../dist/index.cjs') as Sdk],
];

for (const [format, sdk] of BUILDS) {
  describe(`${format}, with a service of a newer version`, () => {
    let service: NewerService;
    let client: built.OrderServiceClient;
    before(async () => {
      service = await startNewerService();
      client = sdk.createClient({ baseUrl: service.url, token: 'token' });
    });
    after(() => service.stop());

    const reads: readonly (readonly [path: string, read: () => PromiseLike<unknown>])[] = [
      ['/api/v1/orders/{order_id}', () => client.orders.get(257)],
      ['/api/v1/orders/{order_id}/events', () => client.orders.history(257)],
      ['/api/v1/orders/{order_id}/explanation', () => client.orders.explain(257)],
      ['/api/v1/orders', () => client.orders.list().toArray({ limit: 10 })],
      ['/api/v1/outbox', () => client.outbox.status()],
      ['/api/v1/stats', () => client.stats()],
      ['/api/v1/users/{user_id}/erasure', () => client.users.erasurePlan(1)],
      ['/api/v1/me', () => client.me()],
      ['/health', () => client.health()],
    ];
    for (const [path, read] of reads) {
      it(`keeps the values and members that it does not know in ${path}`, async () => {
        const data = await read();
        expect(data).to.deep.equal(service.answerTo(path));
        expect(JSON.stringify(data)).to.contain(NEW_MEMBER);
      });
    }

    it('has a type for an unknown status, which can be sent back', async () => {
      const order = await client.orders.get(257);
      expect(sdk.isKnown(sdk.ORDER_STATUSES, order.status)).to.equal(false);
      expect(describeStatus(sdk, order.status)).to.equal(`unknown: ${NEW_VALUE}`);
      expect(describeStatus(sdk, 'pending')).to.equal('pending');
      const [next] = order.allowed_transitions;
      expect(await rejection(client.orders.updateStatus(257, next!))).to.include({ code: NEW_CODE });
    });

    it('delivers events of unknown types and with unknown statuses, in pages and live', async () => {
      const page = await client.events.list();
      expect(page.items).to.deep.equal([NEW_STATUS_EVENT, NEW_EVENT]);
      const live: built.OrderEvent[] = [];
      const types: string[] = [];
      for await (const event of client.events.stream()) {
        types.push(describeEvent(sdk, event));
        if (live.push(event) === 2) break;
      }
      expect(live).to.deep.equal([NEW_STATUS_EVENT, NEW_EVENT]);
      expect(types).to.deep.equal([`to ${NEW_VALUE}`, `unknown: ${NEW_EVENT_TYPE} of order 257`]);
    });

    it('parses messages with them', () => {
      expect(sdk.parseOrderEvent(JSON.stringify(NEW_EVENT))).to.deep.equal(NEW_EVENT);
      expect(sdk.parseOrderEvent(JSON.stringify(NEW_STATUS_EVENT))).to.deep.equal(NEW_STATUS_EVENT);
    });

    it('reports a problem with an unknown code as such, with its members', async () => {
      const error = await rejection(client.orders.create({ items: [{ product_id: 1, quantity: 1 }] }));
      expect(error).to.be.instanceOf(sdk.ApiError).and.to.include({ code: NEW_CODE, status: 409, attempts: 1 });
      expect(error).to.have.nested.property('problem.quota', 100);
      expect((error as Error).message).to.equal('You have placed all orders of this month.');
    });
  });
}

function describeStatus(sdk: Sdk, status: built.Order['status']): string {
  return sdk.isKnown(sdk.ORDER_STATUSES, status) ? status : `unknown: ${sdk.unrecognized(status)}`;
}

function describeEvent(sdk: Sdk, event: built.OrderEvent): string {
  switch (event.event_type) {
    case 'order.created':
      return `placed for ${event.data.total_amount}`;
    case 'order.status.updated':
      return `to ${event.data.new_status}`;
    default:
      return `unknown: ${event.event_type} of order ${event.data.order_id}`;
  }
}

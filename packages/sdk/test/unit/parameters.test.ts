import { expect } from 'chai';
import nock from 'nock';
import { limits } from '../../src/generated/limits.js';
import { checkParameters } from '../../src/http/parameters.js';
import { ConfigurationError, type OrderServiceClient } from '../../src/index.js';
import { rejection, stubClient } from '../support/stub-service.js';

/** What a caller without types can give for an id. */
const BAD_IDS: readonly unknown[] = [
  ...[undefined, null, Number.NaN, Infinity, 0, -1, 1.5, 2 ** 53],
  ...['', ' ', '42', '1.5', '../x', '%2e%2e/x', 'abc', [1], [], {}, true, 42n],
];

/** Every method that puts an id into a path. */
const METHODS: Readonly<Record<string, (client: OrderServiceClient, id: never) => PromiseLike<unknown>>> = {
  'orders.get': ({ orders }, id) => orders.get(id),
  'orders.history': ({ orders }, id) => orders.history(id),
  'orders.updateStatus': ({ orders }, id) => orders.updateStatus(id, 'shipped'),
  'orders.transition': ({ orders }, id) => orders.transition(id, () => 'shipped'),
  'outbox.retry': ({ outbox }, id) => outbox.retry(id),
  'outbox.skip': ({ outbox }, id) => outbox.skip(id, 'why'),
};

describe('An id that cannot be one', () => {
  let sent: string[];
  const fetch: typeof globalThis.fetch = (input) => {
    sent.push(input instanceof Request ? input.url : String(input));
    return Promise.reject(new Error('Nothing may be sent.'));
  };

  before(() => nock.disableNetConnect());
  after(() => nock.enableNetConnect());
  beforeEach(() => {
    sent = [];
  });

  for (const [name, call] of Object.entries(METHODS)) {
    it(`is refused by ${name} before anything is sent`, async () => {
      for (const bad of BAD_IDS) {
        const error = await rejection(call(stubClient({ fetch, maxRetries: 0 }), bad as never));
        expect(error, String(bad)).to.be.instanceOf(ConfigurationError);
        expect((error as Error).message).to.match(/^(order|event)_id must be .*, not .*\.$/);
      }
      expect(sent).to.deep.equal([]);
    });
  }

  it('is a failed result of updateStatusMany', async () => {
    const { orders } = stubClient({ fetch, maxRetries: 0 });
    const results = [];
    for await (const result of orders.updateStatusMany([Number.NaN, 1.5], 'shipped')) results.push(result);
    expect(results.map(({ ok }) => ok)).to.deep.equal([false, false]);
    expect(sent).to.deep.equal([]);
  });

  for (const bad of [null, Number.NaN, 1.5, -1, '', 'abc', '"a', [1]]) {
    it(`is refused as a condition: ${JSON.stringify(bad)}`, async () => {
      const { orders } = stubClient({ fetch, maxRetries: 0 });
      const condition = bad as number;
      const update = await rejection(orders.updateStatus(42, 'shipped', { ifMatch: condition }));
      const read = await rejection(orders.get(42, { ifNoneMatch: condition }));
      expect([update, read].every((error) => error instanceof ConfigurationError)).to.equal(true);
      expect(sent).to.deep.equal([]);
    });
  }
});

describe('checkParameters', () => {
  const EVENT_ID = '0199f0c2-88d3-7a51-8d9c-2c6f0be21a42';

  it('takes the first and the last id, and the id of an event', () => {
    for (const id of [limits.minId, limits.maxId]) checkParameters({ order_id: id });
    checkParameters({ event_id: EVENT_ID });
    checkParameters({ some_other_parameter: 'x' });
  });

  it('takes entity tags as conditions, and none', () => {
    for (const condition of ['"3"', 'W/"3"', '"3", "4"', '*', undefined]) {
      checkParameters({}, { 'If-Match': condition });
      checkParameters({}, { 'If-None-Match': condition });
    }
  });

  const rows: readonly [value: unknown, shown: string][] = [
    ['42', '"42"'],
    [[1], 'an array'],
    [1.5, '1.5'],
  ];
  for (const [value, shown] of rows) {
    it(`shows ${shown} in its error`, () => {
      const message = `order_id must be a whole number from ${limits.minId} to ${limits.maxId}, not ${shown}.`;
      expect(() => checkParameters({ order_id: value })).to.throw(ConfigurationError, message);
    });
  }
});

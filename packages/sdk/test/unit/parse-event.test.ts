import { expect } from 'chai';
import fc from 'fast-check';
import { InvalidEventError, parseOrderEvent, toMoney } from '../../src/index.js';

const created = {
  event_type: 'order.created',
  event_id: '0199f0c2-7c1e-7bbd-9c55-8d8a3f6d1b11',
  order_version: 1,
  timestamp: '2026-02-15T17:28:41.878640Z',
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  data: {
    order_id: 6,
    user_id: 1,
    user_email: 'u@example.com',
    total_amount: 79.99,
    items: [{ product_id: 2, product_name: 'Wireless Keyboard', quantity: 1, price: 79.99 }],
    status: 'pending',
  },
};
const updated = {
  ...created,
  event_type: 'order.status.updated',
  order_version: 2,
  traceparent: null,
  data: {
    order_id: 6,
    user_id: 1,
    user_email: 'u@example.com',
    old_status: 'pending',
    new_status: 'confirmed',
    updated_by: 'user:1',
  },
};

describe('parseOrderEvent', () => {
  const body = JSON.stringify(created);
  const bytes = new TextEncoder().encode(body);
  const delivery = { content: Buffer.from(bytes), fields: {}, properties: {} };
  for (const [name, message] of [
    ['text', body],
    ['bytes', bytes],
    ['a Buffer', Buffer.from(bytes)],
    ['an AMQP message', delivery],
  ] as const) {
    it(`reads ${name}`, () => {
      expect(parseOrderEvent(message)).to.deep.equal(created);
    });
  }

  it('narrows by type', () => {
    const event = parseOrderEvent(JSON.stringify(updated));
    if (event.event_type !== 'order.status.updated') throw new Error('It is an update.');
    expect(event.data.new_status).to.equal('confirmed');
  });

  it('keeps members that it does not know', () => {
    expect(parseOrderEvent(JSON.stringify({ ...created, region: 'north' }))).to.have.property('region', 'north');
  });

  for (const type of ['order.returned', 'constructor']) {
    it(`takes an event of the unknown type ${type} that has what every event has`, () => {
      const event = { ...created, event_type: type, order_version: 0, data: { order_id: 6, parcel: 'AB-12' } };
      expect(parseOrderEvent(JSON.stringify(event))).to.deep.equal(event);
    });
  }

  it('takes a status that it does not know', () => {
    const event = { ...updated, data: { ...updated.data, new_status: 'returned' } };
    expect(parseOrderEvent(JSON.stringify(event))).to.deep.equal(event);
  });

  const unknown = { ...created, event_type: 'user.registered' };
  const data = created.data;
  const [line] = data.items;
  const rows: readonly [name: string, event: unknown, reason: string, message: RegExp][] = [
    ['null', null, 'invalid_shape', /no event_type/],
    ['an array', [], 'invalid_shape', /no event_type/],
    ['no type', { ...created, event_type: undefined }, 'invalid_shape', /no event_type/],
    ['another message', { event_type: 'user.registered' }, 'unknown_type', /"user\.registered"/],
    ['another type without an id', { ...unknown, event_id: undefined }, 'unknown_type', /not known/],
    ['another type without a time', { ...unknown, timestamp: null }, 'unknown_type', /not known/],
    ['another type without a version', { ...unknown, order_version: '1' }, 'unknown_type', /not known/],
    ['another type without data', { ...unknown, data: null }, 'unknown_type', /not known/],
    ['another type without an order', { ...unknown, data: { user_id: 1 } }, 'unknown_type', /not known/],
    ['no id', { ...created, event_id: undefined }, 'invalid_shape', /the event must have required property 'event_id'/],
    ['version 0', { ...created, order_version: 0 }, 'invalid_shape', /\/order_version must be >= 1/],
    ['a version as text', { ...created, order_version: '1' }, 'invalid_shape', /\/order_version/],
    ['no time', { ...created, timestamp: 'yesterday' }, 'invalid_shape', /\/timestamp must match format "date-time"/],
    ['a number for a trace', { ...created, traceparent: 1 }, 'invalid_shape', /\/traceparent must be string,null/],
    ['no data', { ...created, data: null }, 'invalid_shape', /\/data must be object/],
    [
      'a status that is no text',
      { ...created, data: { ...data, status: 7 } },
      'invalid_shape',
      /\/data\/status must be string/,
    ],
    [
      'an amount as text',
      { ...created, data: { ...data, total_amount: '79.99' } },
      'invalid_shape',
      /\/data\/total_amount/,
    ],
    [
      'an amount below 0',
      { ...created, data: { ...data, total_amount: -1 } },
      'invalid_shape',
      /\/data\/total_amount must be >= 0/,
    ],
    ['items of none', { ...created, data: { ...data, items: {} } }, 'invalid_shape', /\/data\/items must be array/],
    [
      'a bad line',
      { ...created, data: { ...data, items: [line, { ...line, quantity: 1.5 }] } },
      'invalid_shape',
      /\/data\/items\/1\/quantity must be integer/,
    ],
    [
      'an update without its statuses',
      { ...updated, data },
      'invalid_shape',
      /\/data must have required property 'old_status'; .*'new_status'/,
    ],
  ];
  for (const [name, event, reason, message] of rows) {
    it(`refuses ${name}, and says why`, () => {
      expect(() => parseOrderEvent(JSON.stringify(event)))
        .to.throw(InvalidEventError, message)
        .with.property('reason', reason);
    });
  }

  it('refuses an id that a number cannot hold exactly', () => {
    const beyond = body.replace('"order_id":6', '"order_id":9007199254740993');
    expect(() => parseOrderEvent(beyond)).to.throw(InvalidEventError, /\/data\/order_id/);
  });

  for (const [name, message] of [
    ['text that is not JSON', '{'],
    ['nothing', ''],
    ['bytes that are not UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
  ] as const) {
    it(`refuses ${name}, with the cause`, () => {
      expect(() => parseOrderEvent(message))
        .to.throw(InvalidEventError)
        .that.satisfies((error: InvalidEventError) => error.reason === 'not_json' && error.cause instanceof Error);
    });
  }

  it('takes any text or bytes without another error than its own', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.uint8Array()), (message) => {
        try {
          parseOrderEvent(message);
        } catch (error) {
          expect(error).to.be.instanceOf(InvalidEventError);
        }
      }),
    );
  });
});

describe('toMoney', () => {
  it('gives the exact decimal text of every amount that an order can have', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 999_999_999_999n }), (minorUnits) => {
        const digits = minorUnits.toString().padStart(3, '0');
        const exact = `${digits.slice(0, -2)}.${digits.slice(-2)}`;
        expect(toMoney(JSON.parse(exact) as number)).to.equal(exact);
      }),
    );
  });
});

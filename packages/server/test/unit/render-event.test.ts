import { expect } from 'chai';
import type { LineItem } from '../../src/domain/order.js';
import type { RecordedEvent } from '../../src/ports/recorded-event.js';
import { renderEvent } from '../../src/wire/render-event.js';

const fact = {
  eventId: '0199f0c2-7c1e-7bbd-9c55-8d8a3f6d1b11',
  orderId: 6,
  version: 1,
  userId: 1,
  userEmail: 'u@example.com',
  occurredAt: '2026-02-15T17:28:41.878640Z',
  traceparent: null,
};

function item(price: string, name = 'Wireless Keyboard'): LineItem {
  return { productId: 2, productName: name, productPrice: price, quantity: 1, subtotal: price };
}

function created(totalAmount: string, items = [item(totalAmount)], reference: string | null = null): RecordedEvent {
  return { ...fact, type: 'order.created', status: 'pending', totalAmount, reference, items };
}

const updated: RecordedEvent = {
  ...fact,
  type: 'order.status.updated',
  version: 2,
  fromStatus: 'pending',
  toStatus: 'confirmed',
  actor: 'user:1',
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
};

describe('renderEvent', () => {
  it("writes the shop's own number of an order that has one", () => {
    const { data } = JSON.parse(renderEvent(created('79.99', [], 'S-"1"'))) as { data: Record<string, unknown> };
    expect(data).to.have.property('reference', 'S-"1"');
    expect(JSON.parse(renderEvent(created('79.99')))).not.to.have.nested.property('data.reference');
  });

  it('writes the body of order.created', () => {
    expect(renderEvent(created('79.99'))).to.equal(
      '{"event_type":"order.created","event_id":"0199f0c2-7c1e-7bbd-9c55-8d8a3f6d1b11","order_version":1,' +
        '"timestamp":"2026-02-15T17:28:41.878640Z","traceparent":null,"data":{"order_id":6,"user_id":1,' +
        '"user_email":"u@example.com","total_amount":79.99,"items":[{"product_id":2,' +
        '"product_name":"Wireless Keyboard","quantity":1,"price":79.99}],"status":"pending"}}',
    );
  });

  it('writes the body of order.status.updated', () => {
    expect(renderEvent(updated)).to.equal(
      '{"event_type":"order.status.updated","event_id":"0199f0c2-7c1e-7bbd-9c55-8d8a3f6d1b11","order_version":2,' +
        '"timestamp":"2026-02-15T17:28:41.878640Z",' +
        '"traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","data":{"order_id":6,"user_id":1,' +
        '"user_email":"u@example.com","old_status":"pending","new_status":"confirmed","updated_by":"user:1"}}',
    );
  });

  // Exactly the stored digits, without rounding by a float.
  for (const amount of ['0.00', '0.10', '79.90', '100.00', '1.15', '4.35', '8.30', '1234567890.12', '9999999999.99']) {
    it(`writes the amount ${amount} with exactly its digits`, () => {
      const body = renderEvent(created(amount));
      expect(body).to.include(`"total_amount":${amount},`).and.include(`"price":${amount}}`);
      expect(JSON.parse(body)).to.have.nested.property('data.total_amount', Number(amount));
    });
  }

  for (const amount of ['', 'NaN', '01.00', '1e3', '-1.00', '1,5', '.5', '1.', '1.00,"x":1', 'Infinity']) {
    it(`rejects the amount ${JSON.stringify(amount)}`, () => {
      expect(() => renderEvent(created(amount))).to.throw(RangeError);
      expect(() => renderEvent(created('1.00', [item(amount)]))).to.throw(RangeError);
    });
  }

  for (const name of ['a "quoted" name', 'back\\slash', 'new\nline', 'Стул ☕', '</script>', '', '\u2028', '{"x":1}']) {
    it(`keeps the name ${JSON.stringify(name)} as it is`, () => {
      const event = JSON.parse(renderEvent(created('1.00', [item('1.00', name), item('2.50')]))) as unknown;
      expect(event).to.have.nested.property('data.items[0].product_name', name);
      expect(event).to.have.nested.property('data.items[1].price', 2.5);
    });
  }

  it('writes an order without line items', () => {
    expect(JSON.parse(renderEvent(created('0.00', []))))
      .to.have.nested.property('data.items')
      .that.deep.equals([]);
  });
});

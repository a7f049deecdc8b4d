import { expect } from 'chai';
import { readOrders } from '../../src/features/bulk/read-orders.js';
import { UsageError } from '../../src/errors.js';

describe('readOrders', () => {
  it('reads NDJSON, with items as the contract or --item has them', () => {
    const text = [
      '{"items": [{"product_id": 1, "quantity": 2}], "metadata": {"channel": "web"}}',
      '',
      '{"items": ["7", "2:3"], "idempotency_key": "call-1138"}',
      '{"items": "1:2 7"}',
    ].join('\n');
    expect(readOrders(text, '-')).to.deep.equal([
      {
        lineNumber: 1,
        order: { items: [{ product_id: 1, quantity: 2 }], metadata: { channel: 'web' } },
        givenKey: undefined,
      },
      {
        lineNumber: 3,
        order: {
          items: [
            { product_id: 7, quantity: 1 },
            { product_id: 2, quantity: 3 },
          ],
        },
        givenKey: 'call-1138',
      },
      {
        lineNumber: 4,
        order: {
          items: [
            { product_id: 1, quantity: 2 },
            { product_id: 7, quantity: 1 },
          ],
        },
        givenKey: undefined,
      },
    ]);
  });

  it('reads CSV by the names in its header', () => {
    const text = 'idempotency_key,items,metadata.channel\n,1:2 7,web\nk-1,2,\n';
    expect(readOrders(text, 'orders.csv').map(({ order, givenKey }) => [order.metadata, givenKey])).to.deep.equal([
      [{ channel: 'web' }, undefined],
      [undefined, 'k-1'],
    ]);
  });

  it('knows the format by the name, or by how the text begins', () => {
    expect(readOrders('{"items":"1"}', 'orders.ndjson')).to.have.length(1);
    expect(readOrders('  {"items":"1"}', '-')).to.have.length(1);
    expect(readOrders('items\n1\n', '-')).to.have.length(1);
  });

  it('names every bad line, and reads none of the others', () => {
    const text = [
      '{"items":"1"}',
      'not json',
      '{"items":[]}',
      '{"itms":"1"}',
      '{"items":"1:0"}',
      '{"items":[{"product_id":"1","quantity":1}]}',
    ];
    const read = (): unknown => readOrders(text.join('\n'), '-');
    expect(read).to.throw(UsageError, 'nothing was sent').with.property('hints').that.has.length(5);
    expect(read).to.throw(UsageError).with.nested.property('hints[2]').that.includes("line 4: 'itms' is not known");
  });

  for (const [what, text] of Object.entries({
    'a header without items': 'product,quantity\n1,2\n',
    'a column that means nothing': 'items,colour\n1,red\n',
    'a record with too few fields': 'items,idempotency_key\n1\n',
    'an empty file': '',
    'a header alone': 'items\n',
    'a member of an item that is not known': '{"items":[{"product_id":1,"quantity":1,"price":1}]}',
    'metadata that is no text': '{"items":"1","metadata":{"a":1}}',
  })) {
    it(`refuses ${what}`, () => {
      expect(() => readOrders(text, '-')).to.throw(UsageError);
    });
  }
});

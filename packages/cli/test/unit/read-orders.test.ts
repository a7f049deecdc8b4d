import { expect } from 'chai';
import { readOrders } from '../../src/features/bulk/read-orders.js';
import { keyLines } from '../../src/features/bulk/order-line.js';
import { UsageError } from '../../src/errors.js';

describe('readOrders', () => {
  it('reads NDJSON, with items as the contract or --item has them', () => {
    const text = [
      '{"items": [{"product_id": 1, "quantity": 2}], "metadata": {"channel": "web"}}',
      '',
      '{"items": ["7", "2:3"], "idempotency_key": "call-1138"}',
      '{"items": "1:2 7"}',
    ].join('\n');
    expect(readOrders(text, '-').lines).to.deep.equal([
      {
        lineNumber: 1,
        order: { items: [{ product_id: 1, quantity: 2 }], metadata: { channel: 'web' } },
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
      },
    ]);
  });

  it('reads the reference of an order, and keeps lines with other references apart', () => {
    const csv = readOrders('items,reference\n1,S-1\n1,\n', 'orders.csv').lines;
    expect(csv.map(({ order }) => order.reference)).to.deep.equal(['S-1', undefined]);
    const json = readOrders('{"items":"1","reference":"S-1"}\n{"items":"1","reference":"S-2"}', '-').lines;
    expect(json.map(({ order }) => order.reference)).to.deep.equal(['S-1', 'S-2']);
    const keys = keyLines([...csv, ...json], '');
    expect(new Set([csv[0]!, csv[1]!, json[1]!].map((line) => keys.get(line)))).to.have.property('size', 3);
    expect(() => readOrders('{"items":"1","reference":7}', '-')).to.throw(UsageError);
    expect(() => readOrders(`items,reference\n1,${'x'.repeat(101)}\n`, '-')).to.throw(UsageError);
  });

  it('reads CSV by the names in its header', () => {
    const text = 'idempotency_key,items,metadata.channel\n,1:2 7,web\nk-1,2,\n';
    expect(readOrders(text, 'orders.csv').lines.map(({ order, givenKey }) => [order.metadata, givenKey])).to.deep.equal(
      [
        [{ channel: 'web' }, undefined],
        [undefined, 'k-1'],
      ],
    );
  });

  it("detects the format by the file's name, or by its first character", () => {
    for (const [text, name] of [
      ['{"items":"1"}', 'orders.ndjson'],
      ['  {"items":"1"}', '-'],
      ['items\n1\n', '-'],
    ] as const) {
      expect(readOrders(text, name).lines).to.have.length(1);
    }
  });

  it('keeps keys and values as they are, equals signs too', () => {
    for (const text of ['{"items":"1","metadata":{"a=b":"c=d"}}', 'items,metadata.a=b\n1,c=d\n']) {
      expect(readOrders(text, '-').lines[0]?.order.metadata).to.deep.equal({ 'a=b': 'c=d' });
    }
  });

  it('reads the output of `orders list -o csv`, and reports the columns that it ignores', () => {
    const text = 'id,status,items,metadata\n42,pending,1:2 7:1,"{""a=b"":""c"",""empty"":""""}"\n43,shipped,2:1,\n';
    const { lines, ignored } = readOrders(text, 'orders.csv');
    expect(lines.map(({ order }) => order)).to.deep.equal([
      {
        items: [
          { product_id: 1, quantity: 2 },
          { product_id: 7, quantity: 1 },
        ],
        metadata: { 'a=b': 'c', empty: '' },
      },
      { items: [{ product_id: 2, quantity: 1 }] },
    ]);
    expect(ignored).to.deep.equal(['id', 'status']);
  });

  it('lists every error of a line', () => {
    const line = { items: ['1:0', '2'], metadata: { a: 1, ['k'.repeat(41)]: 'v' }, idempotency_key: 'two words' };
    expect(() => readOrders(JSON.stringify(line), '-'))
      .to.throw(UsageError)
      .with.property('hints')
      .that.satisfies((hints: string[]) => {
        const parts = [/^line 1: item 1: A quantity/, /'a' is not text/, /the key 'k+' has 41/, /idempotency_key/];
        return hints.length === parts.length && parts.every((part, index) => part.test(hints[index] ?? ''));
      });
  });

  it('lists every invalid line, and reads none of the others', () => {
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
    'a column that is given twice': 'items,metadata.a,metadata.a\n1,x,y\n',
    'an entry of metadata that is given twice': 'items,metadata.a,metadata\n1,x,"{""a"":""y""}"\n',
    'half a surrogate pair': '{"items":"1","metadata":{"a":"\\ud83d"}}',
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

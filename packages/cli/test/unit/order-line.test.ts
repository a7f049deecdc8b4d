import { expect } from 'chai';
import { orderFromJson } from '../../src/features/bulk/json-orders.js';
import { checkOrder, keyLines } from '../../src/features/bulk/order-line.js';

describe('keyLines', () => {
  const keysOf = (texts: readonly string[], batch = ''): string[] => [
    ...keyLines(
      texts.map((text, index) => checkOrder(orderFromJson(text), index + 1)),
      batch,
    ).values(),
  ];
  const [one, two] = ['{"items":"1:2"}', '{"items":"7","metadata":{"a":"1","b":"2"}}'];

  it('gives the same lines the same keys, wherever they stand', () => {
    expect(keysOf([two, one]).toReversed()).to.deep.equal(keysOf([one, two]));
  });

  it('depends on the content of a line, not on its spelling', () => {
    expect(keysOf(['{"metadata":{"b":"2","a":"1"},"items":[{"product_id":7,"quantity":1}]}'])).to.deep.equal(
      keysOf([two]),
    );
  });

  it('gives two equal lines two keys', () => {
    expect(new Set(keysOf([one, one, two])).size).to.equal(3);
    expect(keysOf([one, one])[0]).to.equal(keysOf([one])[0]);
  });

  it('gives another batch other keys', () => {
    expect(keysOf([one], 'tuesday')).not.to.deep.equal(keysOf([one]));
  });

  it('keeps the key that a line has', () => {
    expect(keysOf(['{"items":"1","idempotency_key":"mine"}'])).to.deep.equal(['mine']);
  });

  it('makes keys that the contract accepts', () => {
    for (const key of keysOf([one, two])) expect(key).to.match(/^[\x21-\x7e]{1,255}$/);
  });
});

import { expect } from 'chai';
import { ExpiringCache } from '../../src/concurrency/expiring-cache.js';

describe('ExpiringCache', () => {
  it('returns a value until it expires', () => {
    let now = 0;
    const cache = new ExpiringCache<string, string>(10, () => now);
    cache.set('a', 'value', 100);
    now = 99;
    expect(cache.get('a')).to.equal('value');
    now = 100;
    expect(cache.get('a')).to.equal(undefined);
    expect(cache.size).to.equal(0);
  });

  it('takes a value out once, and not after it has expired', () => {
    let now = 0;
    const cache = new ExpiringCache<string, number>(10, () => now);
    cache.set('a', 1, 100);
    cache.set('b', 2, 100);
    expect([cache.take('a'), cache.take('a'), cache.get('a')]).to.deep.equal([1, undefined, undefined]);
    now = 100;
    expect(cache.take('b')).to.equal(undefined);
    expect(cache.size).to.equal(0);
  });

  it('evicts the oldest value beyond its capacity', () => {
    const cache = new ExpiringCache<number, number>(1_000, () => 0);
    for (let key = 0; key < 5_000; key += 1) cache.set(key, key, 1);
    expect(cache.size).to.equal(1_000);
    expect(cache.get(3_999)).to.equal(undefined);
    expect(cache.get(4_000)).to.equal(4_000);
  });

  it('counts a renewed value as the newest', () => {
    const cache = new ExpiringCache<string, number>(2, () => 0);
    cache.set('a', 1, 1);
    cache.set('b', 2, 1);
    cache.set('a', 3, 1);
    cache.set('c', 4, 1);
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).to.deep.equal([3, undefined, 4]);
  });
});

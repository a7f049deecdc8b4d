import { expect } from 'chai';
import { parseMethod, parsePath } from '../../src/commands/api.js';
import { parse as parseCreate } from '../../src/commands/create/index.js';
import { parse as parseList } from '../../src/commands/list/index.js';
import { parse as parseStatusOptions, type StatusFlags } from '../../src/commands/status/options.js';
import { parse as parseReplay } from '../../src/commands/events.js';
import { UsageError } from '../../src/errors.js';
import { parseCursor } from '../../src/parse/cursor.js';

describe('orders list', () => {
  it("requests pages no larger than the list, and than the service's maximum", () => {
    expect(parseList({}).params).to.deep.equal({ limit: 20 });
    expect(parseList({ limit: 5 }).params).to.deep.equal({ limit: 5 });
    expect(parseList({ limit: 500 })).to.deep.include({ limit: 500, params: { limit: 100 } });
    expect(parseList({ all: true })).to.deep.include({ limit: Infinity, params: { limit: 100 } });
  });

  it('shows the owners of orders of all users', () => {
    expect(parseList({}, { scope: 'all' })).to.deep.include({ showOwners: true, params: { limit: 20, scope: 'all' } });
    expect(parseList({}, { user_id: 7 })).to.deep.include({ showOwners: false, params: { limit: 20, user_id: 7 } });
  });
});

describe('orders create', () => {
  it('distinguishes one order from many', () => {
    const items = [{ product_id: 1, quantity: 2 }];
    expect(parseCreate({ item: items, metadata: ['a=b'] })).to.deep.equal({
      kind: 'one',
      order: { items, metadata: { a: 'b' } },
      idempotencyKey: undefined,
      yes: false,
    });
    expect(parseCreate({ file: '-' })).to.deep.equal({
      kind: 'many',
      yes: false,
      many: { file: '-', batch: '', concurrency: 8, failuresFile: undefined },
    });
  });

  it('refuses flags that contradict each other', () => {
    expect(() => parseCreate({ file: 'x', idempotencyKey: 'k' })).to.throw(UsageError);
    expect(() => parseCreate({ file: 'x', item: [] })).to.throw(UsageError);
    expect(() => parseCreate({ batch: 'tuesday' })).to.throw(UsageError, '--batch belongs to --file');
  });
});

describe('orders status', () => {
  const many = (selection: object, flags: object = {}): object => ({
    kind: 'many',
    many: {
      ...{ target: 'shipped', selection, reason: undefined, dryRun: false, yes: false },
      ...{ concurrency: 8, failuresFile: undefined, ...flags },
    },
  });
  const one = { kind: 'one', orderId: 42, status: 'shipped', reason: undefined, yes: false };

  const accepted: readonly (readonly [words: string, flags: StatusFlags, expected: object])[] = [
    ['42', {}, { kind: 'show', orderId: 42, reason: undefined }],
    ['42 shipped', { reason: 'r' }, { ...one, reason: 'r' }],
    ['42 42 Shipped', {}, one],
    ['42 43 shipped', {}, many({ ids: [42, 43] })],
    ['42,43 43,44 shipped', { reason: 'r' }, many({ ids: [42, 43, 44] }, { reason: 'r' })],
    ['42, 43 shipped', {}, many({ ids: [42, 43] })],
    ['42 shipped', { dryRun: true }, many({ ids: [42] }, { dryRun: true })],
    ['42 shipped', { failures: 'f' }, many({ ids: [42] }, { failuresFile: 'f' })],
    ['shipped', { fromList: 'ids.txt' }, many({ file: 'ids.txt' })],
    ['- shipped', { yes: true }, many({ file: '-' }, { yes: true })],
    ['shipped', { where: { id: [7] }, everyone: true }, many({ params: { id: [7], scope: 'all' } })],
  ];
  for (const [words, flags, expected] of accepted) {
    it(`reads '${words} ${JSON.stringify(flags)}'`, () => {
      expect(parseStatusOptions(words.split(' '), flags)).to.deep.equal(expected);
    });
  }

  const refused: readonly (readonly [words: string, flags: StatusFlags, hint?: string])[] = [
    ['', {}, 'orders status <id>'],
    ['-', {}],
    ['- 42 shipped', {}],
    ['42 shipped', { fromList: 'ids.txt' }],
    ['42 shipped', { where: {} }],
    ['shipped', { fromList: 'ids.txt', where: {} }],
    ['42 shipped', { everyone: true }],
    ['abc', {}],
    ['42 4x shipped', {}],
    [', shipped', {}],
    ['42 43 shiped', {}, 'Did you mean shipped?'],
    ['shipped 42 43', {}, 'orders status 42 43 shipped'],
    ['42 43', {}, 'orders list --id 42,43'],
    ['42', { dryRun: true }, 'orders status 42 shipped --dry-run'],
  ];
  for (const [words, flags, hint] of refused) {
    it(`refuses '${words} ${JSON.stringify(flags)}'`, () => {
      const parsing = expect(() => parseStatusOptions(words.split(' ').filter(Boolean), flags)).to.throw(UsageError);
      if (hint !== undefined) parsing.with.property('hints').that.includes(hint);
    });
  }
});

describe('orders api', () => {
  it('takes methods in any case', () => {
    expect(parseMethod('patch')).to.equal('PATCH');
    expect(() => parseMethod('FETCH')).to.throw(UsageError);
  });

  it('rejects paths that lead to another host', () => {
    expect(parsePath('/api/v1/orders?limit=1')).to.equal('/api/v1/orders?limit=1');
    expect(parsePath('/a/../b')).to.equal('/b');
    for (const path of ['api', '//elsewhere/x', 'http://elsewhere/x', '/\\elsewhere/x', '']) {
      expect(() => parsePath(path), path).to.throw(UsageError);
    }
  });
});

describe('orders watch', () => {
  it("accepts the service's cursors", () => {
    expect(parseCursor('NDgyMCw0MDI1')).to.equal('NDgyMCw0MDI1');
    for (const text of ['', 'two words', 'x'.repeat(201)]) expect(() => parseCursor(text)).to.throw(UsageError);
  });
});

describe('orders events replay', () => {
  const now = new Date('2026-02-15T18:00:00Z');
  const since = '2026-02-15T17:00:00.000001Z';

  it('takes one order, or a time with an end', () => {
    expect(parseReplay({ order: 42 }, now)).to.deep.equal({ order_id: 42 });
    expect(parseReplay({ since }, now)).to.deep.equal({
      since,
      until: '2026-02-15T18:00:00.000Z',
    });
  });

  it('rejects neither, and both', () => {
    expect(() => parseReplay({}, now)).to.throw(UsageError);
    expect(() => parseReplay({ order: 42, since }, now)).to.throw(UsageError);
  });
});

import { expect } from 'chai';
import { parseMethod, parsePath } from '../../src/commands/api.js';
import { parse as parseCreate } from '../../src/commands/create/index.js';
import { parse as parseList } from '../../src/commands/list/index.js';
import { parse as parseStatusOptions } from '../../src/commands/status.js';
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
  it('distinguishes showing, moving one and moving many', () => {
    expect(parseStatusOptions('42', undefined, {})).to.include({ kind: 'show', orderId: 42 });
    expect(parseStatusOptions('42', 'shipped', { reason: 'r' })).to.deep.equal({
      kind: 'one',
      orderId: 42,
      status: 'shipped',
      reason: 'r',
      yes: false,
    });
    expect(parseStatusOptions('shipped', undefined, { fromList: 'ids.txt' })).to.deep.include({ kind: 'many' });
    expect(parseStatusOptions('-', 'shipped', { yes: true })).to.deep.equal({
      kind: 'many',
      many: {
        target: 'shipped',
        selection: { file: '-' },
        reason: undefined,
        dryRun: false,
        yes: true,
        concurrency: 8,
        failuresFile: undefined,
      },
    });
  });

  const refused: readonly Parameters<typeof parseStatusOptions>[] = [
    [undefined, undefined, {}],
    ['-', undefined, {}],
    ['42', 'shipped', { fromList: 'ids.txt' }],
    ['shipped', undefined, { fromList: 'ids.txt', where: {} }],
    ['42', 'shipped', { everyone: true }],
    ['42', 'shipped', { dryRun: true }],
    ['abc', undefined, {}],
  ];
  for (const [first, second, flags] of refused) {
    it(`refuses '${[first, second, JSON.stringify(flags)].join(' ')}'`, () => {
      expect(() => parseStatusOptions(first, second, flags)).to.throw(UsageError);
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

import { expect } from 'chai';
import type { Middleware } from 'koa';
import { RouteTable } from '../../src/http/route-table.js';

const serve: Middleware = (_ctx, next) => next();

function table(...patterns: string[]): RouteTable {
  const routes = new RouteTable();
  for (const pattern of patterns) routes.add('get', pattern, serve);
  return routes;
}

describe('A table of routes', () => {
  const routes = table('/orders', '/orders/:order_id', '/orders/:order_id/status', '/docs/:asset', '/docs');

  it('finds the pattern of a path, and what it names', () => {
    expect(routes.find('/orders')).to.include({ pattern: '/orders' });
    expect(routes.find('/orders/42/status')).to.deep.include({
      pattern: '/orders/:order_id/status',
      parameters: { order_id: '42' },
    });
  });

  it('ignores one slash at the end', () => {
    expect(routes.find('/orders/')).to.include({ pattern: '/orders' });
    expect(routes.find('/orders/42/')).to.deep.include({ parameters: { order_id: '42' } });
  });

  for (const path of ['/Orders', '/%6Frders', '//orders', '/orders//', '/./orders', '/docs/../orders', '/', '']) {
    it(`finds nothing at ${path || 'an empty path'}: a path has one spelling`, () => {
      expect(routes.find(path)).to.equal(undefined);
    });
  }

  it('decodes what a pattern names, and leaves it as it is where it is not encoded UTF-8', () => {
    const named = (path: string) => routes.find(path)?.parameters.order_id;
    expect(named('/orders/a%2Fb%20c')).to.equal('a/b c');
    expect(named('/orders/100%')).to.equal('100%');
    expect(named('/orders/%FF')).to.equal('%FF');
    expect(named('/orders/__proto__')).to.equal('__proto__');
  });

  it('prefers a segment that is written out', () => {
    expect(table('/:any', '/health').find('/health')).to.include({ pattern: '/health' });
  });

  it('answers HEAD where it answers GET', () => {
    const both = new RouteTable();
    both.add('post', '/orders', serve);
    both.add('get', '/orders', serve);
    expect([...both.find('/orders')!.methods.keys()]).to.deep.equal(['POST', 'HEAD', 'GET']);
    expect(both.routes()).to.have.lengthOf(1);
  });
});

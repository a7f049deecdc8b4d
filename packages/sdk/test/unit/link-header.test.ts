import { expect } from 'chai';
import { nextCursor } from '../../src/http/link-header.js';

describe('nextCursor', () => {
  const rows: readonly [header: string | null, cursor: string | undefined][] = [
    [null, undefined],
    ['', undefined],
    ['</api/v1/orders?limit=20&cursor=MTc0>; rel="next"', 'MTc0'],
    ['<https://orders.example/shop/api/v1/orders?cursor=MTc0>; rel=next', 'MTc0'],
    ['</o?cursor=a>; rel="prev", </o?cursor=b>; rel="next"', 'b'],
    ['</o?cursor=a,b>; title="a, b"; rel="last next"', 'a,b'],
    ['</o?cursor=a>; REL="NEXT"', 'a'],
    ['</o?cursor=a>; rel="prev"', undefined],
    ['</o?limit=20>; rel="next"', undefined],
    ['</o?cursor=>; rel="next"', undefined],
    ['not a link', undefined],
  ];
  for (const [header, cursor] of rows) {
    it(`finds ${cursor ?? 'none'} in ${header ?? 'no header'}`, () => {
      expect(nextCursor(header)).to.equal(cursor);
    });
  }
});

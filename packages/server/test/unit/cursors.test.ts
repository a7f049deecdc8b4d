import { expect } from 'chai';
import fc from 'fast-check';
import { decodeFeedCursor, encodeFeedCursor } from '../../src/http/feed-cursor.js';
import { decodeCursor, encodeCursor } from '../../src/http/order-cursor.js';
import { ValidationFailedError } from '../../src/http/problems/request-errors.js';

const OPAQUE = /^[A-Za-z0-9_-]{1,200}$/;
const base64url = (text: string) => Buffer.from(text).toString('base64url');

const ids = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const times = fc
  .tuple(fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }), fc.nat(999_999))
  .map(([date, micros]) => `${date.toISOString().slice(0, 19)}.${String(micros).padStart(6, '0')}Z`);

describe('Cursors', () => {
  it('of a list encode its position, to the microsecond', () => {
    fc.assert(
      fc.property(times, ids, (createdAt, id) => {
        const cursor = encodeCursor({ createdAt, id });
        expect(cursor).to.match(OPAQUE);
        expect(decodeCursor(cursor)).to.deep.equal({ createdAt, id });
      }),
    );
  });

  it('of the feed encode its position, with all 64 bits of a transaction id', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), ids, (transaction, id) => {
        const position = { transactionId: String(transaction), id };
        const cursor = encodeFeedCursor(position);
        expect(cursor).to.match(OPAQUE);
        expect(decodeFeedCursor(cursor)).to.deep.equal(position);
      }),
    );
  });

  it('that the service did not issue are rejected', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string().map(base64url), fc.base64String()), (cursor) => {
        expect(() => decodeCursor(cursor)).to.throw(ValidationFailedError);
        expect(() => decodeFeedCursor(cursor)).to.throw(ValidationFailedError);
      }),
    );
  });

  const T = '2026-02-15T17:28:41.878640Z';
  const forgeries = [
    ...[`${T},0`, `${T},-1`, `${T},01`, `${T},9007199254740992`, T, `${T},1,1`, `,1`, ` ${T},1`, `${T},1\n`],
    ...['2026-02-30T00:00:00.000000Z,1', '2025-02-29T00:00:00.000000Z,1', '0000-12-31T00:00:00.000000Z,1'],
    ...['2026-13-01T00:00:00.000000Z,1', '2026-01-01T24:00:00.000000Z,1', '2026-01-01T00:00:60.000000Z,1'],
    ...['2026-01-01T00:00:00Z,1', 'infinity,1', '２０２６-01-01T00:00:00.000000Z,1'],
  ];
  for (const forgery of forgeries) {
    it(`are rejected in a list if they contain ${JSON.stringify(forgery)}`, () => {
      expect(() => decodeCursor(base64url(forgery))).to.throw(ValidationFailedError);
    });
  }

  for (const forgery of [
    '18446744073709551616,1',
    '1,0',
    '1,9007199254740992',
    '01,1',
    '-1,1',
    '1',
    '1,1,1',
    ' 1,1',
    '1,1 ',
  ]) {
    it(`are rejected in the feed if they contain ${JSON.stringify(forgery)}`, () => {
      expect(() => decodeFeedCursor(base64url(forgery))).to.throw(ValidationFailedError);
    });
  }
});

import { expect } from 'chai';
import fc, { type Arbitrary } from 'fast-check';
import type { CursorCodec } from '../../src/http/paging/cursor-codec.js';
import { feedCursor, orderCursor, outboxCursor, replayCursor } from '../../src/http/paging/cursors.js';
import { ValidationFailedError } from '../../src/http/problems/request-errors.js';

const OPAQUE = /^[A-Za-z0-9_-]{1,200}$/;
const base64url = (text: string) => Buffer.from(text).toString('base64url');

const id = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const version = fc.integer({ min: 1, max: 2 ** 31 - 1 });
const transactionId = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String);
const epoch = fc.stringMatching(/^[0-9a-f]{8}$/);
const time = fc
  .tuple(fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }), fc.nat(999_999))
  .map(([date, micros]) => `${date.toISOString().slice(0, 19)}.${String(micros).padStart(6, '0')}Z`);

interface Cursor<Position> {
  readonly list: string;
  readonly codec: CursorCodec<Position>;
  readonly positions: Arbitrary<Position>;
}

const cursor = <Position>(list: string, codec: CursorCodec<Position>, positions: Arbitrary<Position>) =>
  ({ list, codec, positions }) as Cursor<unknown>;

const CURSORS = [
  cursor('orders', orderCursor, fc.record({ createdAt: time, id })),
  cursor('the feed', feedCursor, fc.record({ transactionId, id, epoch })),
  cursor('a replay', replayCursor, fc.record({ lastId: id, epoch })),
  cursor('dead letters', outboxCursor('dead_lettered'), fc.record({ deadLetteredAt: time, orderId: id, version })),
  cursor(
    'waiting events',
    outboxCursor('waiting'),
    fc.record({ deadLetteredAt: fc.constant(null), orderId: id, version }),
  ),
];

describe('Cursors', () => {
  for (const { list, codec, positions } of CURSORS) {
    it(`of ${list} encode their position exactly`, () => {
      fc.assert(
        fc.property(positions, (position) => {
          const text = codec.encode(position);
          expect(text).to.match(OPAQUE);
          expect(codec.decode(text)).to.deep.equal(position);
        }),
      );
    });

    it(`of any other list are rejected for ${list}`, () => {
      for (const other of CURSORS.filter((candidate) => candidate.list !== list)) {
        fc.assert(
          fc.property(other.positions, (position) => {
            expect(() => codec.decode(other.codec.encode(position)), other.list).to.throw(ValidationFailedError);
          }),
        );
      }
    });

    it(`that the service did not issue are rejected for ${list}`, () => {
      fc.assert(
        fc.property(fc.oneof(fc.string(), fc.string().map(base64url), fc.base64String()), (text) => {
          expect(() => codec.decode(text)).to.throw(ValidationFailedError);
        }),
      );
    });
  }

  const T = '2026-02-15T17:28:41.878640Z';
  const forgeries: [codec: Pick<CursorCodec<unknown>, 'decode'>, positions: string[]][] = [
    [
      orderCursor,
      [
        ...[`${T},0`, `${T},-1`, `${T},01`, `${T},9007199254740992`, T, `${T},1,1`, `,1`, ` ${T},1`, `${T},1\n`],
        ...['2026-02-30T00:00:00.000000Z,1', '2025-02-29T00:00:00.000000Z,1', '0000-12-31T00:00:00.000000Z,1'],
        ...['2026-13-01T00:00:00.000000Z,1', '2026-01-01T24:00:00.000000Z,1', '2026-01-01T00:00:60.000000Z,1'],
        ...['2026-01-01T00:00:00Z,1', 'infinity,1', '２０２６-01-01T00:00:00.000000Z,1'],
      ].map((position) => `orders,${position}`),
    ],
    [
      feedCursor,
      [
        ...['18446744073709551616,1', '1,0', '1,9007199254740992', '01,1', '-1,1', '1', '1,1,1', ' 1,1', '1,1 '].map(
          (position) => `${position},0a1b2c3d`,
        ),
        ...['1,1', '1,1,', '1,1,0a1b2c3', '1,1,0a1b2c3d4', '1,1,0A1B2C3D', '1,1,0a1b2c3d,1'],
      ].map((position) => `feed,${position}`),
    ],
    [
      outboxCursor('waiting'),
      ['9999999999999999,2', '42,2147483648', '42', "42,2'; DROP TABLE outbox", ',42,2'].map(
        (position) => `waiting,${position}`,
      ),
    ],
    [outboxCursor('dead_lettered'), ['2026-13-45T17:28:41.878640Z,42,2', ',42,2'].map((at) => `dead_lettered,${at}`)],
    [replayCursor, ['replay,0,0a1b2c3d', 'replay,', 'replay,1', 'replay,1,1', 'replay', 'after 1']],
  ];
  for (const [codec, texts] of forgeries) {
    for (const text of texts) {
      it(`are rejected if they contain ${JSON.stringify(text)}`, () => {
        expect(() => codec.decode(base64url(text))).to.throw(ValidationFailedError, /start again without one/);
      });
    }
  }

  it('are rejected with the place where they were sent', () => {
    const place = { in: 'header', pointer: '/Last-Event-ID' } as const;
    const detail = 'is not a cursor of this list; start again without one';
    expect(() => feedCursor.decode('nothing', place))
      .to.throw(ValidationFailedError)
      .with.deep.property('violations', [{ ...place, detail }]);
  });
});

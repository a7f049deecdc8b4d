import { expect } from 'chai';
import { decodeOutboxCursor, encodeOutboxCursor } from '../../src/http/outbox-cursor.js';
import { ValidationFailedError } from '../../src/http/problems/request-errors.js';
import type { OutboxEntry } from '../../src/ports/outbox-operations.js';

const ENTRY: OutboxEntry = {
  eventId: '0199f0c2-7c1e-7bbd-9c55-8d8a3f6d1b11',
  orderId: 42,
  version: 2,
  type: 'order.status.updated',
  attempts: 5,
  refusals: 5,
  nextAttemptAt: null,
  deadLetteredAt: '2026-02-15T17:28:41.878640Z',
  lastError: '406 PRECONDITION_FAILED',
  waitingBehind: 0,
  occurredAt: '2026-02-15T17:28:41.878640Z',
};

function encoded(text: string): string {
  return Buffer.from(text).toString('base64url');
}

describe('the cursor of the outbox', () => {
  it('encodes its position', () => {
    expect(decodeOutboxCursor(encodeOutboxCursor(ENTRY), 'dead_lettered')).to.deep.equal({
      deadLetteredAt: ENTRY.deadLetteredAt,
      orderId: 42,
      version: 2,
    });
    expect(decodeOutboxCursor(encodeOutboxCursor({ ...ENTRY, deadLetteredAt: null }), 'waiting')).to.deep.equal({
      deadLetteredAt: null,
      orderId: 42,
      version: 2,
    });
  });

  const refused: [what: string, cursor: string, state: 'dead_lettered' | 'waiting'][] = [
    ['one of the other list', encodeOutboxCursor(ENTRY), 'waiting'],
    [
      'one of the other list, the other way round',
      encodeOutboxCursor({ ...ENTRY, deadLetteredAt: null }),
      'dead_lettered',
    ],
    ['what is no cursor', encoded('hello'), 'dead_lettered'],
    ['a time that there is not', encoded('2026-13-45T17:28:41.878640Z,42,2'), 'dead_lettered'],
    ['the year 0, which the database does not have', encoded('0000-01-01T00:00:00.000000Z,42,2'), 'dead_lettered'],
    ['an order that no number can hold', encoded('-,9999999999999999,2'), 'waiting'],
    ['a version that no integer can hold', encoded('-,42,2147483648'), 'waiting'],
    ['SQL', encoded("-,42,2'; DROP TABLE outbox"), 'waiting'],
  ];
  for (const [what, cursor, state] of refused) {
    it(`rejects ${what}`, () => {
      expect(() => decodeOutboxCursor(cursor, state)).to.throw(ValidationFailedError, /start again without one/);
    });
  }
});

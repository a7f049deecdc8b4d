import type { OutboxEntry, OutboxPosition, OutboxState } from '../ports/outbox-operations.js';
import { ValidationFailedError } from './problems/request-errors.js';

const POSITION = /^(-|\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z),([1-9]\d{0,15}),([1-9]\d{0,9})$/;
const MAX_VERSION = 2_147_483_647;

/** The position of an entry in its list as an opaque cursor. */
export function encodeOutboxCursor({ deadLetteredAt, orderId, version }: OutboxEntry): string {
  return Buffer.from(`${deadLetteredAt ?? '-'},${orderId},${version}`).toString('base64url');
}

/** @throws ValidationFailedError when `cursor` is not one of this list of ours. */
export function decodeOutboxCursor(cursor: string, state: OutboxState): OutboxPosition {
  const match = POSITION.exec(Buffer.from(cursor, 'base64url').toString('latin1'));
  const [, deadLetteredAt = '', orderId = '', version = ''] = match ?? [];
  const time = deadLetteredAt === '-' ? null : deadLetteredAt;
  if (
    !match ||
    (time === null) !== (state === 'waiting') ||
    (time !== null && (time < '0001' || Number.isNaN(Date.parse(time)))) ||
    !Number.isSafeInteger(Number(orderId)) ||
    Number(version) > MAX_VERSION
  ) {
    const detail = 'is not a cursor of this list; start again without one';
    throw new ValidationFailedError([{ in: 'query', pointer: '/cursor', detail }]);
  }
  return { deadLetteredAt: time, orderId: Number(orderId), version: Number(version) };
}

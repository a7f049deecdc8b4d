import type { FeedPosition } from '../ports/event-feed.js';
import { ValidationFailedError } from './problems/request-errors.js';

const POSITION = /^(0|[1-9]\d{0,19}),([1-9]\d{0,15})$/;
const MAX_TRANSACTION_ID = 18_446_744_073_709_551_615n;

/** The position of an event in the feed as an opaque cursor. */
export function encodeFeedCursor({ transactionId, id }: FeedPosition): string {
  return Buffer.from(`${transactionId},${id}`).toString('base64url');
}

/** @throws ValidationFailedError when `cursor` is not one of ours. */
export function decodeFeedCursor(cursor: string): FeedPosition {
  const match = POSITION.exec(Buffer.from(cursor, 'base64url').toString('latin1'));
  const [, transactionId = '', id = ''] = match ?? [];
  if (!match || BigInt(transactionId) > MAX_TRANSACTION_ID || !Number.isSafeInteger(Number(id))) {
    const detail = 'is not a cursor of this feed; start again without one';
    throw new ValidationFailedError([{ in: 'query', pointer: '/cursor', detail }]);
  }
  return { transactionId, id: Number(id) };
}

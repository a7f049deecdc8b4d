import type { OrderPosition } from '../ports/order-store.js';
import { ValidationFailedError } from './problems/request-errors.js';

const POSITION = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z),([1-9]\d{0,15})$/;

/** The position of an order in a list as an opaque cursor. */
export function encodeCursor({ createdAt, id }: OrderPosition): string {
  return Buffer.from(`${createdAt},${id}`).toString('base64url');
}

/** @throws ValidationFailedError when `cursor` is not one of ours. */
export function decodeCursor(cursor: string): OrderPosition {
  const match = POSITION.exec(Buffer.from(cursor, 'base64url').toString('latin1'));
  const [, createdAt = '', id = ''] = match ?? [];
  if (!match || !isTime(createdAt) || !Number.isSafeInteger(Number(id))) {
    const detail = 'is not a cursor of this list; start again without one';
    throw new ValidationFailedError([{ in: 'query', pointer: '/cursor', detail }]);
  }
  return { createdAt, id: Number(id) };
}

/** Whether PostgreSQL's calendar has it: no year 0, no 30th of February, which `Date` takes for a day in March. */
function isTime(text: string): boolean {
  const wholeSecondMs = Date.parse(`${text.slice(0, 19)}Z`);
  if (Number.isNaN(wholeSecondMs) || text < '0001') return false;
  return new Date(wholeSecondMs).toISOString().slice(0, 19) === text.slice(0, 19);
}

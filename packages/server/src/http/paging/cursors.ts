import type { FeedPosition } from '../../ports/event-feed.js';
import type { OrderPosition } from '../../ports/order-store.js';
import type { OutboxPosition, OutboxState } from '../../ports/outbox-operations.js';
import { cursorCodec, positiveInteger, TIMESTAMP, UINT64, type CursorCodec } from './cursor-codec.js';

const ID = positiveInteger(Number.MAX_SAFE_INTEGER);
/** A version is an `integer` of the database. */
const VERSION = positiveInteger(2 ** 31 - 1);

export const orderCursor = cursorCodec<OrderPosition>('orders', { createdAt: TIMESTAMP, id: ID });

export const feedCursor = cursorCodec<FeedPosition>('feed', { transactionId: UINT64, id: ID });

/** The id of the last event that a replay has looked at. */
export const replayCursor = cursorCodec<{ readonly lastId: number }>('replay', { lastId: ID });

const deadLetteredCursor = cursorCodec<OutboxPosition & { readonly deadLetteredAt: string }>('dead_lettered', {
  deadLetteredAt: TIMESTAMP,
  orderId: ID,
  version: VERSION,
});

const waitingCursor = cursorCodec<Omit<OutboxPosition, 'deadLetteredAt'>>('waiting', { orderId: ID, version: VERSION });

/** The outbox has a list for each state of its events. */
export function outboxCursor(state: OutboxState): CursorCodec<OutboxPosition> {
  return {
    encode: ({ deadLetteredAt, ...position }) =>
      deadLetteredAt === null
        ? waitingCursor.encode(position)
        : deadLetteredCursor.encode({ ...position, deadLetteredAt }),
    decode: (cursor, place) =>
      state === 'waiting'
        ? { deadLetteredAt: null, ...waitingCursor.decode(cursor, place) }
        : deadLetteredCursor.decode(cursor, place),
  };
}

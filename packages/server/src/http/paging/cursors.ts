import { comparePositions } from '../../ports/feed-position.js';
import type { FeedOrigin, FeedPosition } from '../../ports/event-feed.js';
import type { OrderPosition } from '../../ports/order-store.js';
import type { OutboxPosition, OutboxState } from '../../ports/outbox-operations.js';
import { EventsExpiredError, StaleCursorError } from '../problems/request-errors.js';
import { cursorCodec, EPOCH, integer, positiveInteger, TIMESTAMP, UINT64, type CursorCodec } from './cursor-codec.js';

const ID = positiveInteger(Number.MAX_SAFE_INTEGER);
/** A version is an `integer` of the database; 0 is that of an event which does not change the order's. */
const VERSION = integer(0, 2 ** 31 - 1);

export const orderCursor = cursorCodec<OrderPosition>('orders', { createdAt: TIMESTAMP, id: ID });

/** The epoch in which the position holds: see `EventFeed.epoch`. */
interface InEpoch {
  readonly epoch: string;
}

export const feedCursor = cursorCodec<FeedPosition & InEpoch>('feed', {
  transactionId: UINT64,
  id: ID,
  epoch: EPOCH,
});

/** The id of the last event that a replay has looked at. */
export const replayCursor = cursorCodec<{ readonly lastId: number } & InEpoch>('replay', { lastId: ID, epoch: EPOCH });

/** Returns `position`. @throws StaleCursorError when it is one of another epoch */
export function ofEpoch<Position extends InEpoch>(position: Position, epoch: string): Position {
  if (position.epoch !== epoch) throw new StaleCursorError();
  return position;
}

/** Returns `position`. @throws EventsExpiredError when events behind it may have been removed */
export function ofKept(position: FeedPosition, { epoch, removed }: FeedOrigin): FeedPosition {
  if (removed && comparePositions(position, removed.upTo) < 0) throw eventsExpired({ epoch, removed });
  return position;
}

/** The problem of a request for events of which some were removed. */
export function eventsExpired({ epoch, removed }: FeedOrigin): EventsExpiredError {
  if (!removed) throw new Error('No event was removed');
  return new EventsExpiredError(removed.keptSince, feedCursor.encode({ ...removed.upTo, epoch }));
}

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

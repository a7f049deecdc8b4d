import { LaneMovingError } from '../domain/errors.js';
import { newEventId } from '../ports/new-event-id.js';
import type { EraseUser, Erasure, UserErasure } from '../ports/user-erasure.js';
import type { Database, Runner } from './connection.js';
import type { RowOf } from './statement.js';
import {
  ERASE_ARCHIVE,
  ERASE_HISTORIES,
  ERASE_ORDERS,
  ERASE_REQUESTS,
  EVENTS_TO_ERASE,
  LOCK_ORDERS_TO_ERASE,
} from './statements/erase-orders.js';
import {
  BEGIN_ERASURE,
  erasureFromRow,
  FIND_ERASURE,
  LIST_ERASURES,
  LOCK_ERASURE,
  PLAN_ERASURE,
  RECORD_STEP,
} from './statements/erasures.js';

/**
 * The erasure in PostgreSQL. A step erases the orders of the next events of the user, in the order of the feed, in which
 * nothing is added later before what was read. It is complete when no event is left, every transaction has ended that
 * ran when the end was reached, and no relay may still publish what it read before.
 */
export function createUserErasure(database: Database): UserErasure {
  async function find({ userId, erasureId }: Pick<EraseUser, 'userId' | 'erasureId'>): Promise<Erasure> {
    const [row] = await database.run(FIND_ERASURE, { userId, erasureId });
    if (!row) throw new Error(`PostgreSQL has no erasure ${erasureId}`);
    return erasureFromRow(row);
  }

  return {
    async plan(userId) {
      const [counts] = await database.run(PLAN_ERASURE, { userId });
      if (!counts) throw new Error('PostgreSQL counted nothing');
      return { ...counts, erasures: (await database.run(LIST_ERASURES, { userId })).map(erasureFromRow) };
    },

    async step(erase) {
      const { userId, erasureId, reason, actor, trace } = erase;
      await database.run(BEGIN_ERASURE, { userId, erasureId, reason, actor, requestId: trace.requestId });
      await database.transaction((transaction) => makeStep(transaction, erase));
      return await find(erase);
    },
  };
}

async function makeStep(transaction: Runner, { userId, erasureId, actor, limit }: EraseUser): Promise<void> {
  const [record] = await transaction.run(LOCK_ERASURE, { userId, erasureId });
  if (!record) throw new LaneMovingError(userId);
  if (record.isComplete) return;
  const { transactionId, eventId, isSettled, isPublishing } = record;
  const after = { afterTransactionId: transactionId, afterId: eventId };
  const events = await transaction.run(EVENTS_TO_ERASE, { userId, ...after, limit });
  const { orders, leasedUntil } = await eraseOrders(transaction, events, actor);
  const atEnd = events.length < limit;
  const hasMore = atEnd && (await eraseRest(transaction, userId, limit));
  const reached = events.findLast(({ settled }) => settled);
  await transaction.run(RECORD_STEP, {
    ...{ userId, erasureId, orders, atEnd, publishingUntil: leasedUntil },
    ...{ transactionId: reached?.transactionId ?? transactionId, eventId: reached?.id ?? eventId },
    // A user who goes on ordering has new orders in every step. They are erased in the same step, and may be the last ones.
    complete: atEnd && isSettled && !isPublishing && !hasMore && leasedUntil === null,
  });
}

type Event = RowOf<typeof EVENTS_TO_ERASE.columns>;

async function eraseOrders(transaction: Runner, events: readonly Event[], actor: string) {
  const orderIds = [...new Set(events.map(({ orderId }) => orderId))];
  if (orderIds.length === 0) return { orders: 0, leasedUntil: null };
  const locked = await transaction.run(LOCK_ORDERS_TO_ERASE, { orderIds });
  const erased = locked.filter((order) => !order.erased).map(({ orderId }) => ({ orderId, eventId: newEventId() }));
  if (erased.length > 0) await transaction.run(ERASE_ORDERS, { erased, actor });
  const [histories] = await transaction.run(ERASE_HISTORIES, { orderIds });
  // A lease on an order that was erased before was taken on what it is now.
  return { orders: erased.length, leasedUntil: erased.length > 0 ? (histories?.leasedUntil ?? null) : null };
}

/** What is found by the user and not by an order. Returns whether there may be more. */
async function eraseRest(transaction: Runner, userId: number, limit: number): Promise<boolean> {
  const [requests] = await transaction.run(ERASE_REQUESTS, { userId, limit });
  const [archive] = await transaction.run(ERASE_ARCHIVE, { userId, limit });
  return Math.max(requests?.erased ?? 0, archive?.erased ?? 0) >= limit;
}

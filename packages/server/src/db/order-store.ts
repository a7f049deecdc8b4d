import { OutcomeUnknownError } from '../ports/dependency-errors.js';
import { asPlaced, type Order } from '../domain/order.js';
import type {
  ChangeOutcome,
  CreateOutcome,
  NewOrder,
  OrderQuery,
  OrderStore,
  StatusChange,
} from '../ports/order-store.js';
import type { Distributions } from '../measuring/distribution.js';
import type { SharedStatement } from '../measuring/measurements.js';
import { Batcher, type CreateBatcher } from './batcher.js';
import type { Runner } from './connection.js';
import { isUniqueViolation } from './errors.js';
import { checkLaneOf } from './lane-elsewhere.js';
import { changeStatuses } from './statements/change-statuses.js';
import { createOrders } from './statements/create-orders.js';
import { FIND_ORDER_BY_EVENT, findOrders, type OrderKey } from './statements/find-orders.js';
import { isPlainList, listOrders, listOwnOrders } from './statements/list-orders.js';
import { listOverdueOrders } from './statements/list-overdue-orders.js';
import { searchOrders } from './statements/search-orders.js';
import { ORDER_HISTORY } from './statements/order-history.js';

export interface OrderStoreOptions {
  /** Calls of one kind that may share a statement. With 1 each call gets its own statement. */
  readonly maxGroupSize?: number;
  /** Where the numbers of calls that share a statement are counted. */
  readonly groupSizes?: Distributions<SharedStatement>;
  /** Makes what lets calls of one kind share statements; a `Batcher` if absent. */
  readonly batcher?: CreateBatcher;
}

/**
 * Concurrent statements of one kind compete for the same processors and the same log, each with a part of the calls that
 * could have shared one. So another one starts only when the last one is slow, behind a lock or on a slow disk.
 */
const MAX_CONCURRENT = 4;
const MAX_WAIT_MS = 20;
/** Pages are large: the first call of a large group would wait long for the last one's page. */
const MAX_LISTS = 16;

/**
 * The store on PostgreSQL. Every method is one statement, and another one when the outcome of a write is unknown, or when an
 * order is not found or not moved, which only the cell that holds its lane can know.
 */
export function createOrderStore(
  database: Runner,
  { maxGroupSize = 64, groupSizes, batcher = (_name, options) => new Batcher(options) }: OrderStoreOptions = {},
): OrderStore {
  const shared =
    maxGroupSize > 1
      ? { maxGroupSize, maxConcurrent: MAX_CONCURRENT, maxWaitMs: MAX_WAIT_MS }
      : { maxGroupSize: 1, maxConcurrent: Infinity };
  const creates = batcher('create_orders', {
    ...shared,
    groupSizes: groupSizes?.of('create_orders'),
    run: (orders: readonly NewOrder[]) => createOrders(database, orders),
  });
  const changes = batcher('change_order_statuses', {
    ...shared,
    groupSizes: groupSizes?.of('change_order_statuses'),
    run: (inputs: readonly StatusChange[]) => changeStatuses(database, inputs),
    conflictKey: (change: StatusChange) => change.orderId,
  });
  const finds = batcher('find_orders', {
    ...shared,
    groupSizes: groupSizes?.of('find_orders'),
    run: (keys: readonly OrderKey[]) => findOrders(database, keys),
  });
  const lists = batcher('list_own_orders', {
    ...shared,
    maxGroupSize: Math.min(maxGroupSize, MAX_LISTS),
    groupSizes: groupSizes?.of('list_own_orders'),
    run: (queries: readonly OrderQuery[]) => listOwnOrders(database, queries),
  });

  async function findByEvent(eventId: string): Promise<Order | undefined> {
    const [order] = await database.run(FIND_ORDER_BY_EVENT, { eventId });
    return order;
  }

  return {
    async create(order: NewOrder): Promise<CreateOutcome> {
      try {
        return await creates.submit(order).catch((error: unknown) => {
          if (isUniqueViolation(error, 'orders_user_reference')) return creates.submit(order); // it now finds the other order
          throw error;
        });
      } catch (error) {
        const created = await committedOrder(error, () => findByEvent(order.eventId));
        return { kind: 'created', order: asPlaced(created) };
      }
    },

    async changeStatus(change: StatusChange): Promise<ChangeOutcome | undefined> {
      try {
        const outcome = await changes.submit(change);
        if (!outcome?.moved) await checkLaneOf(database, change.orderId);
        return outcome;
      } catch (error) {
        const changed = await committedOrder(error, () => findByEvent(change.eventId));
        return { moved: true, order: changed };
      }
    },

    async find(orderId, ownerId) {
      const order = await finds.submit({ orderId, ownerId });
      if (!order) await checkLaneOf(database, orderId);
      return order;
    },

    list(query) {
      if (query.overdue) return listOverdueOrders(database, query, query.overdue);
      return isPlainList(query) ? lists.submit(query) : listOrders(database, query);
    },

    search: (query) => searchOrders(database, query),

    async history(orderId, ownerId) {
      const entries = await database.run(ORDER_HISTORY, { orderId, ownerId });
      if (entries.length === 0) await checkLaneOf(database, orderId);
      return entries;
    },
  };
}

/**
 * The order of a write that failed with `error`, if the write was committed after all. When the connection was lost, the
 * write's event is looked up. If it exists, the write was committed. If not, the write may still be under way, and its
 * outcome stays unknown.
 * @throws `error` otherwise.
 */
async function committedOrder(error: unknown, find: () => Promise<Order | undefined>): Promise<Order> {
  if (!(error instanceof OutcomeUnknownError)) throw error;
  const order = await find().catch(() => undefined);
  if (!order) throw error;
  return order;
}

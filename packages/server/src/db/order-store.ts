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
import { Batcher } from './batcher.js';
import type { Runner } from './connection.js';
import { changeStatuses } from './statements/change-statuses.js';
import { createOrders } from './statements/create-orders.js';
import { FIND_ORDER_BY_EVENT, findOrders, type OrderKey } from './statements/find-orders.js';
import { isPlainList, listOrders, listOwnOrders } from './statements/list-orders.js';
import { ORDER_HISTORY } from './statements/order-history.js';

export interface OrderStoreOptions {
  /** Calls of one kind that may share a statement; 1 gives each its own. */
  readonly maxGroupSize?: number;
}

/**
 * Statements of one kind side by side compete for the same processors and the same log, each with half of what they could
 * share: another one sets out only while the one before it is slow, as behind a lock or on a slow disk.
 */
const LANES = 4;
const PATIENCE_MS = 20;
/** Pages are large: sharing more of them would keep the first one waiting for the last. */
const MAX_LISTS = 16;

/** The store on PostgreSQL: every method is one statement, but where an outcome has to be asked for again. */
export function createOrderStore(database: Runner, { maxGroupSize = 64 }: OrderStoreOptions = {}): OrderStore {
  const apart = { most: 1, lanes: Infinity };
  const shared = maxGroupSize > 1 ? { most: maxGroupSize, lanes: LANES, patienceMs: PATIENCE_MS } : apart;
  const creates = new Batcher({ ...shared, run: (orders: readonly NewOrder[]) => createOrders(database, orders) });
  const changes = new Batcher({
    ...shared,
    run: (inputs: readonly StatusChange[]) => changeStatuses(database, inputs),
    nameOf: (change) => change.orderId,
  });
  const finds = new Batcher({ ...shared, run: (keys: readonly OrderKey[]) => findOrders(database, keys) });
  const lists = new Batcher({
    ...shared,
    most: Math.min(maxGroupSize, MAX_LISTS),
    run: (queries: readonly OrderQuery[]) => listOwnOrders(database, queries),
  });

  async function findByEvent(eventId: string): Promise<Order | undefined> {
    const [order] = await database.run(FIND_ORDER_BY_EVENT, { eventId });
    return order;
  }

  return {
    async create(order: NewOrder): Promise<CreateOutcome> {
      try {
        return await creates.submit(order);
      } catch (error) {
        const made = await settled(error, () => findByEvent(order.eventId));
        return { kind: 'created', order: asPlaced(made) };
      }
    },

    async changeStatus(change: StatusChange): Promise<ChangeOutcome | undefined> {
      try {
        return await changes.submit(change);
      } catch (error) {
        const changed = await settled(error, () => findByEvent(change.eventId));
        return { moved: true, order: changed };
      }
    },

    find: (orderId, ownerId) => finds.submit({ orderId, ownerId }),

    list: (query) => (isPlainList(query) ? lists.submit(query) : listOrders(database, query)),

    history: (orderId, ownerId) => database.run(ORDER_HISTORY, { orderId, ownerId }),
  };
}

/**
 * A write whose connection was lost is asked after by its event: where that is found, the write was committed. Where it
 * is not, the write may still be under way, and its outcome stays unknown.
 */
async function settled(error: unknown, find: () => Promise<Order | undefined>): Promise<Order> {
  if (!(error instanceof OutcomeUnknownError)) throw error;
  const order = await find().catch(() => undefined);
  if (!order) throw error;
  return order;
}

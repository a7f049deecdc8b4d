import type { OrderRecords } from '../ports/order-records.js';
import type { Runner } from './connection.js';
import { checkLaneOf } from './lane-elsewhere.js';
import { EXPLAIN_ORDER } from './statements/explain-order.js';

/** What PostgreSQL holds about an order and the publication of its events. */
export function createOrderRecords(database: Runner): OrderRecords {
  return {
    async find(orderId, ownerId) {
      const [row] = await database.run(EXPLAIN_ORDER, { orderId, ownerId });
      if (!row) {
        await checkLaneOf(database, orderId);
        return undefined;
      }
      const { asOf, events, hasEarlier, ...order } = row;
      return { order, asOf, events, hasEarlier };
    },
  };
}

import type { ImportTarget } from '../ports/import.js';
import type { Database } from './connection.js';
import {
  ADD_EVENTS,
  ALLOW_ANY_STATUS,
  FIND_HISTORIES,
  FIND_STORED,
  FIND_TAKEN_REFERENCES,
  INSERT_ORDERS,
  MOVE_ORDERS,
  RESERVE_IDS,
} from './statements/import.js';

export function createImportTarget(database: Pick<Database, 'run' | 'transaction'>): ImportTarget {
  return {
    async reserveIds(lastId) {
      await database.run(RESERVE_IDS, { lastId });
    },
    async find(ids) {
      const rows = await database.run(FIND_STORED, { ids });
      return new Map(rows.map((row) => [row.id, row]));
    },
    async histories(ids) {
      const rows = await database.run(FIND_HISTORIES, { ids });
      return new Map(rows.map((row) => [row.orderId, row]));
    },
    async takenReferences(orders) {
      if (orders.length === 0) return new Map();
      const rows = await database.run(FIND_TAKEN_REFERENCES, { new_order: orders });
      return new Map(rows.map(({ orderId, takenBy }) => [orderId, takenBy]));
    },
    async insert(orders) {
      const items = orders.flatMap((order) => order.items.map((item, lineNumber) => ({ order, lineNumber, item })));
      await database.transaction(async (transaction) => {
        await transaction.run(ALLOW_ANY_STATUS, {});
        await transaction.run(INSERT_ORDERS, { new_order: orders, new_item: items });
      });
    },
    async move(moves) {
      await database.run(MOVE_ORDERS, { move: moves });
    },
    async addEvents(events, publish) {
      const [row] = await database.run(ADD_EVENTS, { new_event: events, publish });
      return row?.added ?? 0;
    },
  };
}

import type { EventRetention } from '../ports/event-retention.js';
import type { Database } from './connection.js';
import { LOCK_FINISHED_ORDERS, LOCK_OLD_EVENTS, PASS_EVENTS, REMOVE_OLD_EVENTS } from './statements/event-retention.js';

/** The retention of events on PostgreSQL. A step is one transaction: the feed's beginning moves with what is removed. */
export function createEventRetention(database: Pick<Database, 'transaction'>): EventRetention {
  return {
    remove: (maxAgeSeconds, limit) =>
      database.transaction(async (transaction) => {
        const [step] = await transaction.run(PASS_EVENTS, { maxAgeSeconds, limit });
        if (!step || step.orderIds.length === 0) return { passed: step?.passed ?? 0, removed: 0 };
        const { passed, orderIds } = step;
        await transaction.run(LOCK_FINISHED_ORDERS, { orderIds });
        await transaction.run(LOCK_OLD_EVENTS, { orderIds });
        const [result] = await transaction.run(REMOVE_OLD_EVENTS, { orderIds });
        return { passed, removed: result?.removed ?? 0 };
      }),
  };
}

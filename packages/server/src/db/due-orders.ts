import { reasonOf } from '../domain/timed-transition.js';
import type { DueOrders } from '../ports/due-orders.js';
import type { Runner } from './connection.js';
import { dueStatementsOf } from './statements/due-orders.js';

/** The due orders in PostgreSQL. */
export function createDueOrders(database: Runner): DueOrders {
  return {
    async move({ timer, eventIds, trace }) {
      const { from, to: target, afterSeconds } = timer;
      const rows = await database.run(dueStatementsOf(from).move, {
        ...{ from, afterSeconds, target, reason: reasonOf(timer), limit: eventIds.length, event: eventIds },
        ...trace,
      });
      return rows.map(({ lateSeconds }) => lateSeconds);
    },
    async nextDueSeconds({ from, afterSeconds }) {
      const [next] = await database.run(dueStatementsOf(from).next, { from, afterSeconds });
      return next?.dueInSeconds;
    },
    async figures({ from, afterSeconds }) {
      const [figures = { due: 0, lateSeconds: 0 }] = await database.run(dueStatementsOf(from).figures, {
        from,
        afterSeconds,
      });
      return figures;
    },
  };
}

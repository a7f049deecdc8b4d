import { INITIAL_STATUS } from '../domain/order-status.js';
import { reasonOf, type TimedTransition } from '../domain/timed-transition.js';
import type { DueOrders } from '../ports/due-orders.js';
import type { Runner } from './connection.js';
import {
  DUE_FIGURES,
  DUE_FIGURES_BY_UPDATE,
  MOVE_DUE,
  MOVE_DUE_BY_UPDATE,
  NEXT_DUE,
  NEXT_DUE_BY_UPDATE,
} from './statements/due-orders.js';

/** The due orders in PostgreSQL. */
export function createDueOrders(database: Runner): DueOrders {
  return {
    async move({ timer, eventIds, trace }) {
      const { from, to: target, afterSeconds } = timer;
      const rows = await database.run(isInitial(timer) ? MOVE_DUE : MOVE_DUE_BY_UPDATE, {
        ...{ from, afterSeconds, target, reason: reasonOf(timer), limit: eventIds.length, event: eventIds },
        ...trace,
      });
      return rows.map(({ lateSeconds }) => lateSeconds);
    },
    async nextDueSeconds(timer) {
      const { from, afterSeconds } = timer;
      const [next] = await database.run(isInitial(timer) ? NEXT_DUE : NEXT_DUE_BY_UPDATE, { from, afterSeconds });
      return next?.dueInSeconds;
    },
    async figures(timer) {
      const { from, afterSeconds } = timer;
      const statement = isInitial(timer) ? DUE_FIGURES : DUE_FIGURES_BY_UPDATE;
      const [figures = { due: 0, lateSeconds: 0 }] = await database.run(statement, { from, afterSeconds });
      return figures;
    },
  };
}

function isInitial({ from }: TimedTransition): boolean {
  return from === INITIAL_STATUS;
}

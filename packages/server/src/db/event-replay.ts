import type { EventReplay } from '../ports/event-replay.js';
import type { Runner } from './connection.js';
import { REPLAY_ORDER, REPLAY_SINCE } from './statements/replay.js';

export function createEventReplay(database: Runner): EventReplay {
  return {
    async ofOrder(orderId) {
      const [row] = await database.run(REPLAY_ORDER, { orderId });
      return row?.found ? row.queued : undefined;
    },
    async since(range) {
      const [row] = await database.run(REPLAY_SINCE, range);
      return { queued: row?.queued ?? 0, lastId: row?.lastId ?? undefined, hasMore: row?.hasMore ?? false };
    },
  };
}

import type { EventClock } from '../ports/event-clock.js';
import type { Runner, Statement } from './connection.js';

const POSITION_BEFORE: Statement = {
  name: 'feed_position_before',
  writes: false,
  text: 'SELECT transaction_id, id FROM feed_position_before($1)',
};

/** Finds events by time without an index on it: by a binary search over their ids. */
export function createEventClock(database: Runner): EventClock {
  return {
    async positionBefore(time) {
      const [row] = await database.run<{ transaction_id: string; id: number }>(POSITION_BEFORE, [time]);
      return row && { transactionId: row.transaction_id, id: row.id };
    },
  };
}

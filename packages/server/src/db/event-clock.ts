import type { EventClock } from '../ports/event-clock.js';
import type { Runner } from './connection.js';
import { POSITION_BEFORE } from './statements/feed.js';

export function createEventClock(database: Runner): EventClock {
  return {
    async positionBefore(time) {
      const [position] = await database.run(POSITION_BEFORE, { time });
      return position;
    },
  };
}

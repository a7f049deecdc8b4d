import type { OutboxOperations } from '../ports/outbox-operations.js';
import type { Runner } from './connection.js';
import { FIND_SKIPPED, LIST_DEAD_LETTERED, LIST_WAITING, RETRY, SKIP } from './statements/outbox-operations.js';

/** The position before the first entry of a list. */
const BEGINNING = { deadLetteredAt: '-infinity', orderId: 0, version: 0 };

/** The outbox for operators. */
export function createOutboxOperations(database: Runner): OutboxOperations {
  return {
    async list({ state, after, limit }) {
      const { deadLetteredAt, orderId, version } = after ?? BEGINNING;
      return state === 'dead_lettered'
        ? await database.run(LIST_DEAD_LETTERED, {
            deadLetteredAt: deadLetteredAt ?? BEGINNING.deadLetteredAt,
            orderId,
            version,
            limit,
          })
        : await database.run(LIST_WAITING, { orderId, version, limit });
    },
    async retry(eventId) {
      const [entry] = await database.run(RETRY, { eventId });
      return entry;
    },
    async skip({ eventId, reason, actor, trace }) {
      const [outcome] = await database.run(SKIP, { eventId, reason, actor, requestId: trace.requestId });
      const [skipped] = await database.run(FIND_SKIPPED, { eventId });
      return skipped ?? (outcome?.waiting ? 'waiting' : 'absent');
    },
  };
}

import { randomUUID } from 'node:crypto';
import type { OutboxStore } from '../ports/outbox-store.js';
import { ClaimScanStart } from './claim-scan-start.js';
import type { Runner } from './connection.js';
import { eventFromRow, isKnownEvent } from './statements/event-columns.js';
import { CLAIM, FIGURES, RELEASE, REMOVE, RESCHEDULE } from './statements/outbox.js';

/** The outbox in PostgreSQL. */
export function createOutboxStore(database: Runner): OutboxStore {
  const scanStart = new ClaimScanStart();
  return {
    async claim(limit, leaseMs) {
      const token = randomUUID();
      const startedMs = performance.now();
      const rows = await database.run(CLAIM, { limit, leaseMs, token, startId: scanStart.at(startedMs) });
      scanStart.claimed(rows, startedMs, performance.now());
      // A newer version of the service may write types that this one does not know: its relays publish them.
      return rows.filter(isKnownEvent).map((row) => ({
        event: eventFromRow(row),
        claimToken: token,
        attempts: row.attempts,
        refusals: row.refusals,
      }));
    },
    async remove(resolved) {
      return (await database.run(REMOVE, { held: resolved })).length > 0;
    },
    async release(claimed) {
      await database.run(RELEASE, { held: claimed });
    },
    async reschedule(reschedules) {
      await database.run(RESCHEDULE, { held: reschedules });
    },
    async figures() {
      const [figures] = await database.run(FIGURES, {});
      if (!figures) throw new Error('PostgreSQL returned no figures of the outbox');
      return { ...figures, oldestAgeSeconds: Math.max(0, figures.oldestAgeSeconds) };
    },
  };
}

import type { Logger } from 'pino';
import type { IdempotencyPurge } from './db/idempotency-store.js';

const INTERVAL_MS = 60_000;
/** One statement deletes so many at the most; a backlog is worked off statement by statement. */
const BATCH = 1_000;
const MOST_BATCHES = 100;

export interface Housekeeping {
  stop(): Promise<void>;
}

/** Forgets idempotency keys that are older than `keepHours`, a bounded number a minute, at jittered times. */
export function startHousekeeping(keys: IdempotencyPurge, keepHours: number, logger: Logger): Housekeeping {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let stopped = false;

  async function purge(): Promise<void> {
    for (let batch = 0; batch < MOST_BATCHES && !stopped; batch += 1) {
      if ((await keys.purge(keepHours, BATCH)) < BATCH) return;
    }
  }

  function schedule(): void {
    timer = setTimeout(
      () => {
        running = purge()
          .catch((error: unknown) => logger.warn({ err: error }, 'idempotency keys could not be purged'))
          .finally(() => {
            if (!stopped) schedule();
          });
      },
      INTERVAL_MS * (0.5 + Math.random()),
    ).unref();
  }

  schedule();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

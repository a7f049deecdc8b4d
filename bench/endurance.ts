import { PLAIN_SERVICE, type Environment } from './contenders.js';
import type { BenchOptions } from './options.js';
import type { EnduranceRow } from './results.js';
import type { Log } from './run-load.js';

/** Requests before the first measurement, to fill caches and compile code. */
const WARM_UP = 100_000;
const STRETCH_SECONDS = 10;
const CONNECTIONS = 32;

/** Memory of the service, and size of the outbox, over many requests of the mix. */
export async function measureEndurance(
  environment: Environment,
  { enduranceRequests: requests }: Pick<BenchOptions, 'enduranceRequests'>,
  log: Log,
): Promise<EnduranceRow[]> {
  const running = await PLAIN_SERVICE.start(environment);
  const rows: EnduranceRow[] = [];
  try {
    let answered = 0;
    let measuredAt = 0;
    while (answered < WARM_UP + requests) {
      const { perSecond, rssMb = NaN } = await running.measure({
        case: 'mix',
        connections: CONNECTIONS,
        seconds: STRETCH_SECONDS,
      });
      answered += Math.round(perSecond * STRETCH_SECONDS);
      if (answered < WARM_UP || (answered < measuredAt + requests / 10 && answered < WARM_UP + requests)) continue;
      measuredAt = answered;
      rows.push({ requests: answered, rssMb, ...(await outbox(environment)) });
      log(`${answered} requests: ${rssMb.toFixed(0)} MB, outbox ${JSON.stringify(rows.at(-1))}`);
    }
    return rows;
  } finally {
    await running.stop();
  }
}

async function outbox({ database }: Environment): Promise<Pick<EnduranceRow, 'outboxRows' | 'outboxMb'>> {
  const [figures] = await database.query<{ rows: string; bytes: string }>(
    `SELECT (SELECT count(*) FROM outbox) AS rows, pg_total_relation_size('outbox') AS bytes`,
  );
  return { outboxRows: Number(figures?.rows), outboxMb: Number(figures?.bytes) / 2 ** 20 };
}

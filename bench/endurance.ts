import { CONTENDERS, type Setting } from './contenders.js';
import type { EnduranceRow } from './results.js';
import type { Tell } from './run-load.js';

const REQUESTS = 1_000_000;
/** Until caches are full and everything is compiled. */
const WARM_UP = 100_000;
const STRETCH_SECONDS = 10;
const CONNECTIONS = 32;

/** What the service keeps of a million requests of the mix: in memory, and in the table that it empties again. */
export async function measureEndurance(setting: Setting, tell: Tell): Promise<EnduranceRow[]> {
  const service = CONTENDERS.find(({ name }) => name === 'service');
  if (!service) throw new Error('The service is not among the contenders');
  const running = await service.start(setting);
  const rows: EnduranceRow[] = [];
  try {
    let answered = 0;
    let told = 0;
    while (answered < WARM_UP + REQUESTS) {
      const { perSecond, rssMb = NaN } = await running.measure({
        case: 'mix',
        connections: CONNECTIONS,
        seconds: STRETCH_SECONDS,
      });
      answered += Math.round(perSecond * STRETCH_SECONDS);
      if (answered < WARM_UP || (answered < told + REQUESTS / 10 && answered < WARM_UP + REQUESTS)) continue;
      told = answered;
      rows.push({ requests: answered, rssMb, ...(await outbox(setting)) });
      tell(`${answered} requests: ${rssMb.toFixed(0)} MB, outbox ${JSON.stringify(rows.at(-1))}`);
    }
    return rows;
  } finally {
    await running.stop();
  }
}

async function outbox({ database }: Setting): Promise<Pick<EnduranceRow, 'outboxRows' | 'outboxMb'>> {
  const [figures] = await database.query<{ rows: string; bytes: string }>(
    `SELECT (SELECT count(*) FROM outbox) AS rows, pg_total_relation_size('outbox') AS bytes`,
  );
  return { outboxRows: Number(figures?.rows), outboxMb: Number(figures?.bytes) / 2 ** 20 };
}

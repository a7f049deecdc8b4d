import { setTimeout as delay } from 'node:timers/promises';
import { readConfig } from '../packages/server/src/config.js';
import { createLogger } from '../packages/server/src/logger.js';
import { startServer, type RunningServer } from '../packages/server/src/server.js';
import type { Environment } from './contenders.js';
import { placeOrders } from './day-orders.js';
import type { BenchOptions } from './options.js';
import type { DayHour, DayTable } from './results.js';
import type { Log } from './run-load.js';

const HOURS = 24;
/** In hours of the day. */
const KEPT = { idempotencyKeys: 3, events: 6 };
/** Removals, and rounds of autovacuum, are as often as the shortened hours need it. */
const REMOVALS_OF_AN_HOUR = 4;
const AUTOVACUUM_NAPTIME_SECONDS = 1;

/** What a table is expected to do. `bounded`: to stop growing; `one`: to keep one row for each order. */
const TABLES: Readonly<Record<string, 'grows' | 'one' | 'bounded'>> = {
  orders: 'grows',
  order_items: 'grows',
  order_events: 'one',
  event_deliveries: 'one',
  order_search: 'grows',
  order_search_terms: 'grows',
  order_stats_hourly: 'bounded',
  idempotency_keys: 'bounded',
  outbox: 'bounded',
};

/**
 * A day of a shop in minutes: orders go through their whole life over HTTP and RabbitMQ, while the times for which keys and
 * events are kept are shortened as the hours are.
 */
export async function measureDay(
  { database, secret, productsUrl, broker }: Environment,
  { hourSeconds, hourOrders }: Pick<BenchOptions, 'hourSeconds' | 'hourOrders'>,
  log: Log,
): Promise<DayHour[]> {
  await database.query(`ALTER SYSTEM SET autovacuum_naptime = '${AUTOVACUUM_NAPTIME_SECONDS}s'`);
  await database.query('SELECT pg_reload_conf()');
  const server = await startShortenedServer({ database, secret, productsUrl, broker }, hourSeconds);
  const hours: DayHour[] = [];
  try {
    for (let hour = 1; hour <= HOURS; hour += 1) {
      await Promise.all([
        placeOrders({ url: server.url, secret, orders: hourOrders, seconds: hourSeconds, hour }),
        delay(hourSeconds * 1_000),
      ]);
      await broker.purge();
      hours.push({ hour, orders: hour * hourOrders, tables: await tablesOf({ database }) });
      log(`hour ${hour}: ${JSON.stringify(hours.at(-1)?.tables.map(({ name, rows, mb }) => [name, rows, mb]))}`);
    }
  } finally {
    await server.stop();
    await database.query('ALTER SYSTEM RESET autovacuum_naptime');
    await database.query('SELECT pg_reload_conf()');
  }
  return hours;
}

type Parts = Pick<Environment, 'database' | 'secret' | 'productsUrl' | 'broker'>;

async function startShortenedServer(parts: Parts, hourSeconds: number): Promise<RunningServer> {
  const { config, problems } = readConfig({
    HOST: '127.0.0.1',
    PORT: '0',
    DATABASE_URL: parts.database.url,
    SECRET_KEY: parts.secret,
    PRODUCT_SERVICE_URL: parts.productsUrl,
    RABBITMQ_URL: parts.broker.url,
  });
  if (!config) throw new Error(problems.join('\n'));
  const shortened = {
    idempotencyKeyHours: (KEPT.idempotencyKeys * hourSeconds) / 3_600,
    eventRetentionSeconds: KEPT.events * hourSeconds,
  };
  const removalIntervalMs = (hourSeconds * 1_000) / REMOVALS_OF_AN_HOUR;
  return await startServer({ ...config, ...shortened }, createLogger('warn', process.stderr), { removalIntervalMs });
}

async function tablesOf({ database }: Pick<Environment, 'database'>): Promise<DayTable[]> {
  const tables: DayTable[] = [];
  for (const name of Object.keys(TABLES)) {
    const [row] = await database.query<{ rows: string; dead: string; bytes: string }>(
      `SELECT (SELECT count(*) FROM ${name}) AS rows, n_dead_tup AS dead, pg_total_relation_size(relid) AS bytes
       FROM pg_stat_user_tables WHERE relid = $1::regclass`,
      [name],
    );
    tables.push({ name, rows: Number(row?.rows), dead: Number(row?.dead), mb: Number(row?.bytes) / 2 ** 20 });
  }
  return tables;
}

/** How much larger than at noon a bounded table may be in the evening: pages that are free are counted as well. */
const MAX_GROWTH = 1.5;
/** Pages of an almost empty table. */
const SLACK_MB = 1;

export interface Verdict {
  readonly table: string;
  readonly wanted: string;
  readonly kept: boolean;
}

/** Whether the tables that are bounded have stopped growing: by what they were in the hours before and after noon. */
export function verdicts(hours: readonly DayHour[]): Verdict[] {
  const third = Math.ceil(hours.length / 3);
  const [middle, evening] = [hours.slice(third, 2 * third), hours.slice(2 * third)];
  const largest = (of: readonly DayHour[], name: string, read: (table: DayTable, hour: DayHour) => number): number =>
    Math.max(...of.flatMap((hour) => hour.tables.filter((table) => table.name === name).map((t) => read(t, hour))));
  return Object.entries(TABLES).flatMap(([table, expected]): Verdict[] => {
    if (expected === 'grows') return [];
    if (expected === 'bounded') {
      const [before, after] = [largest(middle, table, ({ mb }) => mb), largest(evening, table, ({ mb }) => mb)];
      return [{ table, wanted: 'stops growing', kept: after <= before * MAX_GROWTH + SLACK_MB }];
    }
    const surplus = (of: readonly DayHour[]): number => largest(of, table, ({ rows }, { orders }) => rows - orders);
    return [
      {
        table,
        wanted: 'rows beyond one an order stop growing',
        kept: surplus(evening) <= surplus(middle) * MAX_GROWTH,
      },
    ];
  });
}

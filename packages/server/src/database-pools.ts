import type { Logger } from 'pino';
import type { Config } from './config.js';
import { connect, type Database } from './db/connection.js';
import type { PoolUse } from './measuring/pool-use.js';
import type { StatementDurations } from './measuring/statement-durations.js';

const MAX_RELAY_CONNECTIONS = 4;
const MAX_OPERATIONS_CONNECTIONS = 2;

/** The pools of connections, so that one kind of work cannot take the connections of another. */
export interface DatabasePools {
  /** For requests of users. */
  readonly requests: Database;
  /** For the relay, the live feed and health: many requests must not stop events or health checks. */
  readonly relay: Database;
  /** For operators and housekeeping, whose statements are rare and may be long. */
  readonly operations: Database;
  /** Uses what the files of `DATABASE_URL` say now. Returns whether they have changed. */
  renew(): Promise<boolean>;
  stop(): Promise<void>;
}

/** Opens the pools. Nothing is connected before the first statement. */
export function openDatabasePools(
  config: Config,
  durations: StatementDurations,
  logger: Pick<Logger, 'warn'>,
): DatabasePools {
  const { databaseUrl: url, readDatabaseUrl: readUrl, maxDatabaseConnections, statementTimeoutMs, readOnly } = config;
  const onStatement = logSlowStatements(config.slowStatementMs, logger);
  const requests = connect({
    url,
    readUrl,
    durations,
    onStatement,
    statementTimeoutMs,
    readOnly,
    maxConnections: maxDatabaseConnections,
  });
  // The best plans of these statements depend on their values, or on how full the outbox is.
  const relay = connect({
    url,
    readUrl,
    durations,
    onStatement,
    readOnly,
    maxConnections: MAX_RELAY_CONNECTIONS,
    planCacheMode: 'auto',
    applicationName: 'order-service relay',
  });
  const operations = connect({
    url,
    readUrl,
    durations,
    onStatement,
    statementTimeoutMs,
    mayBeReadOnly: readOnly, // the statistics are updated where the role may
    maxConnections: MAX_OPERATIONS_CONNECTIONS,
    planCacheMode: 'auto',
    applicationName: 'order-service operations',
  });
  const pools = [requests, relay, operations];
  return {
    requests,
    relay,
    operations,
    async renew() {
      return (await Promise.all(pools.map((pool) => pool.renew()))).some(Boolean);
    },
    async stop() {
      await Promise.all(pools.map((pool) => pool.close()));
    },
  };
}

/** How the connections of each pool are used, by the pool's name. */
export function poolUses({ requests, relay, operations }: DatabasePools): Readonly<Record<string, PoolUse>> {
  return { requests: requests.use, relay: relay.use, operations: operations.use };
}

/** Logs the names of statements that take longer, without their values. Undefined for none. */
function logSlowStatements(
  slowStatementMs: number,
  logger: Pick<Logger, 'warn'>,
): ((statement: string, durationMs: number) => void) | undefined {
  if (slowStatementMs === 0) return undefined;
  return (statement, durationMs) => {
    if (durationMs < slowStatementMs) return;
    logger.warn({ statement, durationMs: Math.round(durationMs) }, 'slow statement');
  };
}

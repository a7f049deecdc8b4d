import type { Logger } from 'pino';
import type { Config } from './config.js';
import { connect, type Database, type StatementObserver } from './db/connection.js';
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
  const { maxDatabaseConnections, statementTimeoutMs, readOnly } = config;
  const ofEach = {
    url: config.databaseUrl,
    readUrl: config.readDatabaseUrl,
    onStatement: observeStatements(durations, config.slowStatementMs, logger),
  };
  const requests = connect({ ...ofEach, statementTimeoutMs, readOnly, maxConnections: maxDatabaseConnections });
  // The best plans of these statements depend on their values, or on how full the outbox is.
  const relay = connect({
    ...ofEach,
    readOnly,
    maxConnections: MAX_RELAY_CONNECTIONS,
    planCacheMode: 'auto',
    applicationName: 'order-service relay',
  });
  const operations = connect({
    ...ofEach,
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

/** Counts the durations of statements, and logs the names of those that take longer than allowed, without their values. */
function observeStatements(
  durations: StatementDurations,
  slowStatementMs: number,
  logger: Pick<Logger, 'warn'>,
): StatementObserver {
  return (statement, durationMs, failure) => {
    durations.observe(statement, durationMs / 1_000, failure);
    if (slowStatementMs === 0 || durationMs < slowStatementMs) return;
    logger.warn({ statement, durationMs: Math.round(durationMs) }, 'slow statement');
  };
}

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
  stop(): Promise<void>;
}

/** Opens the pools. Nothing is connected before the first statement. */
export function openDatabasePools(config: Config, durations: StatementDurations): DatabasePools {
  const { databaseUrl: url, maxDatabaseConnections, statementTimeoutMs, readOnly } = config;
  const requests = connect({ url, durations, statementTimeoutMs, readOnly, maxConnections: maxDatabaseConnections });
  // The best plans of these statements depend on their values, or on how full the outbox is.
  const relay = connect({
    url,
    durations,
    readOnly,
    maxConnections: MAX_RELAY_CONNECTIONS,
    planCacheMode: 'auto',
    applicationName: 'order-service relay',
  });
  const operations = connect({
    url,
    durations,
    statementTimeoutMs,
    mayBeReadOnly: readOnly, // the statistics are updated where the role may
    maxConnections: MAX_OPERATIONS_CONNECTIONS,
    planCacheMode: 'auto',
    applicationName: 'order-service operations',
  });
  return {
    requests,
    relay,
    operations,
    async stop() {
      await Promise.all([requests, relay, operations].map((pool) => pool.close()));
    },
  };
}

/** How the connections of each pool are used, by the pool's name. */
export function poolUses({ requests, relay, operations }: DatabasePools): Readonly<Record<string, PoolUse>> {
  return { requests: requests.use, relay: relay.use, operations: operations.use };
}

import type { Measurements } from '../../measuring/measurements.js';
import type { PoolUse } from '../../measuring/pool-use.js';
import type { DatabaseState, DerivedFigures } from '../../ports/health-source.js';
import { counter, gauge, histogram, type Labels, type MetricFamily } from '../../measuring/metric-family.js';

/** Every state, which the compiler checks. */
const DATABASE_STATES = Object.keys({
  connected: true,
  read_only: true,
  disconnected: true,
} satisfies Record<DatabaseState['database'], true>);
const SCHEMA_STATES = Object.keys({
  current: true,
  behind: true,
  foreign: true,
  unknown: true,
} satisfies Record<DatabaseState['migrations'], true>);

/** Named by the semantic conventions of OpenTelemetry for databases. */
export function poolMetrics(pools: Readonly<Record<string, PoolUse>>): MetricFamily[] {
  const all = Object.entries(pools).map(([name, pool]): [Labels, PoolUse] => [
    { db_client_connection_pool_name: name },
    pool,
  ]);
  return [
    gauge(
      'db_client_connection_count',
      'Connections to the database by their state',
      'sum',
      all.flatMap(([labels, { used, idle }]): [Labels, number][] => [
        [{ ...labels, db_client_connection_state: 'used' }, used],
        [{ ...labels, db_client_connection_state: 'idle' }, idle],
      ]),
    ),
    gauge(
      'db_client_connection_max',
      'Connections that may be open',
      'sum',
      all.map(([labels, { maxConnections }]) => [labels, maxConnections]),
    ),
    gauge(
      'db_client_connection_pending_requests',
      'Callers that wait for a connection',
      'sum',
      all.map(([labels, { waiting }]) => [labels, waiting]),
    ),
    counter(
      'db_client_connection_timeouts_total',
      'Callers that have waited for a connection for too long',
      all.map(([labels, { timeouts }]) => [labels, timeouts]),
    ),
    histogram(
      'db_client_connection_wait_time_seconds',
      'Time until a caller had a connection',
      all.map(([labels, { waits }]) => [labels, waits]),
    ),
  ];
}

export function statementMetrics({ statements, groupSizes }: Measurements): MetricFamily[] {
  return [
    histogram(
      'db_client_operation_duration_seconds',
      'Duration of statements by their names',
      statements.series().map(({ statement, errorType, duration }) => [
        {
          db_system_name: 'postgresql',
          db_query_summary: statement,
          ...(errorType !== undefined && { error_type: errorType }),
        },
        duration,
      ]),
    ),
    histogram(
      'statement_group_size',
      'Calls that shared a statement',
      groupSizes.entries().map(([statement, sizes]) => [{ db_query_summary: statement }, sizes]),
    ),
  ];
}

export function databaseMetrics(
  { database, migrations }: DatabaseState,
  derived: DerivedFigures | undefined,
): MetricFamily[] {
  return [
    gauge(
      'database_state',
      'Processes by the state of their connection to the database',
      'sum',
      DATABASE_STATES.map((state) => [{ state }, Number(state === database)]),
    ),
    gauge(
      'database_schema_state',
      "Processes by the state of the database's schema, compared with their version",
      'sum',
      SCHEMA_STATES.map((state) => [{ state }, Number(state === migrations)]),
    ),
    gauge('derived_lag_seconds', 'Time since the first change that is not in the statistics or the search', 'max', [
      [{ derived: 'statistics' }, derived?.statisticsLagSeconds],
      [{ derived: 'search' }, derived?.searchLagSeconds],
    ]),
    gauge(
      'feed_oldest_event_age_seconds',
      'Age of the first event of the feed, before which events may have been removed',
      'max',
      derived?.feedAgeSeconds ?? undefined,
    ),
    gauge(
      'database_clock_offset_seconds',
      "By how much the database's clock is ahead of this machine's",
      'average',
      derived?.clockOffsetSeconds,
    ),
  ];
}

/** The tests that have to notice a change of a file, the fast ones first. Names are those of test files. */
export interface Tests {
  readonly unit?: readonly string[];
  /** Run when the unit tests notice nothing. */
  readonly integration?: readonly string[];
}

/** A folder whose files are mutated. */
export interface Scope {
  readonly name: string;
  readonly folder: string;
  /** The package's folder of tests. */
  readonly tests: string;
  /** By file, relative to the folder. A file that is not listed is tested by `otherwise`. */
  readonly testsOf: Readonly<Record<string, Tests>>;
  readonly otherwise: Tests;
}

const SERVER_TESTS = 'packages/server/test';
const STORES: Tests = { integration: ['order-store', 'outbox-store', 'orders-list', 'outbox-view', 'feed-store'] };
const ORDER_STORE: Tests = {
  integration: ['order-store', 'lost-writes', 'orders-create', 'orders-status', 'orders-list'],
};
const CONNECTION: Tests = { integration: ['connection', 'session'] };
const IMPORT: Tests = { integration: ['import'] };
const OPERATIONS: Tests = { integration: ['outbox-view', 'outbox-mending'] };
const REPLAY: Tests = { integration: ['replay', 'outbox-mending'] };
const FEED: Tests = { integration: ['feed-store', 'event-feed', 'event-clock'] };
const IDEMPOTENCY: Tests = { integration: ['idempotency'] };
const STATISTICS: Tests = { integration: ['order-statistics'] };
const UNACKNOWLEDGED: Tests = { integration: ['create-orders', 'unacknowledged-orders'] };
const BUSY_MIGRATIONS: Tests = { integration: ['busy-migrations', 'migration-plan'] };
const STATEMENT: Tests = { unit: ['statement'] };
const BROKER: Tests = { integration: ['relay', 'relay-links', 'relay-outage', 'relay-undeliverable'] };
const RELAY: Tests = {
  unit: ['relay', 'deliveries', 'resolutions', 'lease'],
  integration: ['relay', 'relay-outage', 'relay-undeliverable'],
};
const AUTH: Tests = { unit: ['auth', 'auth-verdicts', 'signing-keys'] };

export const SCOPES: readonly Scope[] = [
  {
    name: 'domain',
    folder: 'packages/server/src/domain',
    tests: SERVER_TESTS,
    testsOf: {
      'caller.ts': { unit: ['caller'] },
      'errors.ts': { unit: ['errors', 'order'] },
      'money.ts': { unit: ['money'] },
      'order-status.ts': { unit: ['order-status'] },
    },
    otherwise: { unit: ['order', 'render-event', 'contract-limits'] },
  },
  {
    name: 'usecases',
    folder: 'packages/server/src/usecases',
    tests: SERVER_TESTS,
    testsOf: {
      'change-order-status.ts': { unit: ['change-order-status'] },
      'deduplicate-order.ts': { unit: ['deduplicate-order'] },
      'operate-outbox.ts': { unit: ['operate-outbox'] },
      'place-order.ts': { unit: ['place-order'] },
      'read-statistics.ts': { unit: ['read-statistics'] },
      'replay-order.ts': { unit: ['replay-order'] },
      'request-fingerprint.ts': { unit: ['request-fingerprint'] },
    },
    otherwise: { unit: ['place-order'] },
  },
  {
    name: 'db',
    folder: 'packages/server/src/db',
    tests: SERVER_TESTS,
    testsOf: {
      'batcher.ts': { unit: ['batcher'] },
      'claim-scan-start.ts': { unit: ['claim-scan-start'] },
      'connection.ts': CONNECTION,
      'create-database.ts': { integration: ['migrations', 'main'] },
      'database-health.ts': { integration: ['health', 'session'] },
      'database-url.ts': CONNECTION,
      'errors.ts': { unit: ['database-errors'], integration: ['connection'] },
      'event-clock.ts': FEED,
      'event-feed.ts': FEED,
      'event-replay.ts': REPLAY,
      'idempotency-store.ts': IDEMPOTENCY,
      'import-source.ts': IMPORT,
      'import-target.ts': IMPORT,
      'import-users.ts': IMPORT,
      'migrate.ts': { unit: ['migrate'], integration: ['migrations'] },
      'migrating/lock-waits.ts': BUSY_MIGRATIONS,
      'migrating/locks.ts': { integration: ['migration-plan'] },
      'migrating/missing.ts': BUSY_MIGRATIONS,
      'migrating/plan.ts': { integration: ['migration-plan'] },
      'migrating/progress.ts': BUSY_MIGRATIONS,
      'migrating/run-steps.ts': BUSY_MIGRATIONS,
      'migrating/session.ts': BUSY_MIGRATIONS,
      'migrating/split-sql.ts': { integration: ['migration-plan'] },
      'migrating/status.ts': { integration: ['migration-plan'] },
      'migrating/turn.ts': { integration: ['migrations', 'busy-migrations'] },
      'order-statistics.ts': STATISTICS,
      'order-store.ts': ORDER_STORE,
      'outbox-operations.ts': OPERATIONS,
      'outbox-store.ts': { integration: ['outbox-store'] },
      'pool.ts': CONNECTION,
      'prepare-session.ts': CONNECTION,
      'schema-columns.ts': { integration: ['migrations', 'session'] },
      'schema-state.ts': { integration: ['migrations', 'session'] },
      'selection.ts': STATEMENT,
      'session-settings.ts': CONNECTION,
      'sql-types.ts': STATEMENT,
      'statement.ts': STATEMENT,
      'type-parsers.ts': { unit: ['type-parsers'] },
      'statements/change-statuses.ts': { integration: ['order-store', 'orders-status', 'outbox-store'] },
      'statements/create-orders.ts': { integration: ['order-store', 'create-orders', 'orders-create', 'idempotency'] },
      'statements/feed.ts': FEED,
      'statements/find-orders.ts': { integration: ['order-store', 'orders-get'] },
      'statements/health.ts': { integration: ['health'] },
      'statements/idempotency-keys.ts': IDEMPOTENCY,
      'statements/import.ts': IMPORT,
      'statements/list-orders.ts': { integration: ['orders-list'] },
      'statements/order-history.ts': { integration: ['orders-history'] },
      'statements/outbox.ts': { integration: ['outbox-store'] },
      'statements/outbox-operations.ts': OPERATIONS,
      'statements/page-budget.ts': { integration: ['feed-store', 'orders-list'] },
      'statements/replay.ts': REPLAY,
      'statements/statistics.ts': STATISTICS,
      'statements/unacknowledged-orders.ts': UNACKNOWLEDGED,
    },
    otherwise: STORES,
  },
  {
    name: 'outbox',
    folder: 'packages/server/src/outbox',
    tests: SERVER_TESTS,
    testsOf: {
      'claim-timing.ts': { unit: ['claim-timing', 'relay'] },
      'confirm-rate.ts': { unit: ['confirm-rate'] },
      'confirm-window.ts': { unit: ['confirm-window'] },
      'rabbit-publisher.ts': BROKER,
      'reconnecting-publisher.ts': { ...BROKER, unit: ['reconnecting-publisher', 'lease'] },
      'broker-address.ts': BROKER,
      'disabled-relay.ts': { integration: ['health', 'server'] },
      'relay-options.ts': { unit: ['deliveries', 'lease'] },
    },
    otherwise: RELAY,
  },
  {
    name: 'http/auth',
    folder: 'packages/server/src/http/auth',
    tests: SERVER_TESTS,
    testsOf: {
      'authenticate.ts': { unit: ['auth-verdicts', 'auth', 'require-operator', 'signing-keys'] },
      'bearer-token.ts': { unit: ['auth'] },
      'require-operator.ts': { unit: ['require-operator'] },
      'signing-keys.ts': { unit: ['signing-keys', 'auth'] },
      'token-claims.ts': { unit: ['token-claims', 'auth'] },
    },
    otherwise: AUTH,
  },
  {
    name: 'sdk',
    folder: 'packages/sdk/src/http',
    tests: 'packages/sdk/test',
    testsOf: {
      'attempt.ts': { unit: ['transport', 'failures'], integration: ['attempt'] },
      'credentials.ts': { unit: ['transport', 'settings'] },
      'deadline.ts': { unit: ['deadline'] },
      'entity-tag.ts': { unit: ['client', 'parameters'] },
      'failures.ts': { unit: ['failures'], integration: ['attempt'] },
      'hooks.ts': { unit: ['transport'] },
      'http-client.ts': { unit: ['client', 'parameters', 'transport'] },
      'link-header.ts': { unit: ['link-header'] },
      'parameters.ts': { unit: ['parameters'] },
      'redaction.ts': { unit: ['redaction'] },
      'response-body.ts': { unit: ['response-body'] },
      'retry-policy.ts': { unit: ['retry-policy'] },
      'settings.ts': { unit: ['settings', 'trace-context', 'client'] },
      'timestamp.ts': { unit: ['client'] },
      'trace-context.ts': { unit: ['trace-context'] },
      'transport.ts': { unit: ['transport', 'client'] },
    },
    otherwise: { unit: ['transport', 'client', 'trace-context'] },
  },
];

/** The test files of a source file, in the order of running: each list is one run. */
export function testRunsOf(
  { folder, tests, testsOf, otherwise }: Scope,
  file: string,
  { unitOnly }: { readonly unitOnly: boolean },
): readonly (readonly string[])[] {
  const { unit = [], integration = [] } = testsOf[file.slice(folder.length + 1)] ?? otherwise;
  return [
    unit.map((name) => `${tests}/unit/${name}.test.ts`),
    (unitOnly ? [] : integration).map((name) => `${tests}/integration/${name}.test.ts`),
  ].filter((run) => run.length > 0);
}

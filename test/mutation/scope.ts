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
const ORDER_STORE: Tests = { integration: ['order-store', 'orders-create', 'orders-status', 'orders-list'] };
const CONNECTION: Tests = { integration: ['connection', 'session'] };
const IMPORT: Tests = { integration: ['import'] };
const OPERATIONS: Tests = { integration: ['outbox-view', 'outbox-mending'] };
const REPLAY: Tests = { integration: ['replay'] };
const FEED: Tests = { integration: ['feed-store', 'event-feed', 'event-clock'] };
const IDEMPOTENCY: Tests = { integration: ['idempotency'] };
const STATISTICS: Tests = { integration: ['order-statistics'] };
const UNACKNOWLEDGED: Tests = { integration: ['unacknowledged-orders'] };
const STATEMENT: Tests = { unit: ['statement'] };
const BROKER: Tests = { integration: ['relay', 'relay-links', 'relay-outage', 'relay-undeliverable'] };
const RELAY: Tests = {
  unit: ['relay', 'deliveries', 'resolutions'],
  integration: ['relay', 'relay-outage', 'relay-undeliverable'],
};
const SDK_CALLS: Tests = { unit: ['transport', 'client', 'failures'], integration: ['attempt'] };

export const SCOPES: readonly Scope[] = [
  {
    name: 'domain',
    folder: 'packages/server/src/domain',
    tests: SERVER_TESTS,
    testsOf: {
      'money.ts': { unit: ['money'] },
      'order-status.ts': { unit: ['order-status'] },
      'errors.ts': { unit: ['errors'] },
      'caller.ts': { integration: ['orders-history', 'orders-get'] },
    },
    otherwise: { unit: ['order', 'render-event'], integration: ['orders-create'] },
  },
  {
    name: 'usecases',
    folder: 'packages/server/src/usecases',
    tests: SERVER_TESTS,
    testsOf: {
      'change-order-status.ts': { integration: ['orders-status'] },
      'deduplicate-order.ts': { unit: ['deduplicate-order'], ...UNACKNOWLEDGED },
      'operate-outbox.ts': OPERATIONS,
      'read-statistics.ts': STATISTICS,
      'replay-order.ts': REPLAY,
      'request-fingerprint.ts': { unit: ['request-fingerprint', 'deduplicate-order'] },
    },
    otherwise: { integration: ['orders-create', 'idempotency', 'product-errors', 'unacknowledged-orders'] },
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
      'statements/create-orders.ts': { integration: ['order-store', 'orders-create', 'idempotency'] },
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
      'reconnecting-publisher.ts': { ...BROKER, unit: ['reconnecting-publisher'] },
      'disabled-relay.ts': { integration: ['health', 'server'] },
    },
    otherwise: RELAY,
  },
  {
    name: 'http/auth',
    folder: 'packages/server/src/http/auth',
    tests: SERVER_TESTS,
    testsOf: { 'require-operator.ts': OPERATIONS },
    otherwise: { unit: ['auth', 'auth-verdicts', 'signing-keys'] },
  },
  {
    name: 'sdk',
    folder: 'packages/sdk/src/http',
    tests: 'packages/sdk/test',
    testsOf: {
      'deadline.ts': { unit: ['deadline', 'transport'] },
      'failures.ts': { unit: ['failures', 'transport'] },
      'link-header.ts': { unit: ['link-header'] },
      'parameters.ts': { unit: ['parameters'] },
      'redaction.ts': { unit: ['redaction'] },
      'response-body.ts': { unit: ['response-body'], integration: ['attempt'] },
      'retry-policy.ts': { unit: ['retry-policy', 'transport'] },
      'settings.ts': { unit: ['settings', 'client'] },
      'trace-context.ts': { unit: ['trace-context'] },
    },
    otherwise: SDK_CALLS,
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

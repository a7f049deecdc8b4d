import type { RunbookCommand } from '../support/runbook.js';

/** What a command of a runbook has to print in the state that its alert describes, or the reason why it is not run. */
export interface ExpectedOutput {
  /** Matched against standard output and error, or against the rows of a statement as JSON. */
  readonly shows?: RegExp;
  /** Runs before the fault is mended unless this says otherwise. */
  readonly after?: 'mending';
  readonly notRun?: string;
}

const NEEDS_THE_MACHINE = { notRun: "reads the machine's own services" };
const ENDS_A_WORKER = { notRun: 'the fault itself ends workers' };

/** The rows of the session that the faults keep open. */
const OF_THE_REPORT = { shows: /"application_name":"a report"/ };
const ENDS_THE_SESSION = { shows: /"pg_terminate_backend":true/ };
const NAMES_THE_QUEUE = { shows: /audit-/ };
/** A statement that returns no rows. */
const RUNS = { shows: /^/ };

/** By the alert and the command, for all commands for a shell or for the database. */
const EXPECTED_OUTPUTS: Readonly<Record<string, Readonly<Record<string, ExpectedOutput>>>> = {
  BrokerBlocked: {
    'rabbitmqctl status': { shows: /disk space alarm/i },
    'rabbitmq-diagnostics alarms': { shows: /disk space alarm/i },
    'rabbitmqctl list_queues name messages consumers': NAMES_THE_QUEUE,
    'rabbitmq-diagnostics check_alarms': { shows: /no alarms/i },
  },
  BrokerDisconnected: {
    'orders outbox status': { shows: /^broker\sdisconnected\nbroker_problem\s\S/m },
    'curl http://REPLICA/health': { shows: /"broker_problem":"unreachable"/ },
    'order-service doctor': { shows: /^fail +broker/m },
    'rabbitmqctl status': { shows: /not running|unable to/i },
    'rabbitmqctl list_permissions': { shows: /guest/, after: 'mending' },
  },
  ConfirmsSlow: {
    'rabbitmqctl list_queues name type messages state': { shows: /audit-.*running/ },
  },
  DatabaseClockOffset: {
    'order-service doctor': { shows: /^ok +clock/m }, // only the clock of the server in this process is ahead
    'chronyc tracking': NEEDS_THE_MACHINE,
  },
  DatabasePoolExhausted: {
    'SELECT pid, application_name': OF_THE_REPORT,
    'SELECT pg_terminate_backend(PID);': ENDS_THE_SESSION,
  },
  DatabaseReadOnly: {
    'curl http://REPLICA/health': { shows: /"problems":\["[^"]*read-only/ },
    'SELECT pg_is_in_recovery()': { shows: /"pg_is_in_recovery":false,"current_setting":"on"/ },
    'SELECT * FROM pg_db_role_setting;': RUNS,
    'SHOW default_transaction_read_only;': { shows: /"on"/ },
  },
  DatabaseSchemaNotCurrent: {
    'order-service doctor': { shows: /^fail +schema/m },
    'order-service migrate --status': { shows: /another program|^run /im },
    'order-service migrate': { shows: /The schema is current\./, after: 'mending' },
  },
  DatabaseStatementsSlow: {
    'SELECT pid, wait_event_type': { shows: /"pid":/ },
    'SELECT relname, n_dead_tup': { shows: /"relname":"order/ },
    'VACUUM (ANALYZE)': RUNS,
    'ANALYZE;': RUNS,
  },
  DatabaseUnreachable: {
    'curl http://REPLICA/health': { shows: /"problems":\["[^"]+database/i },
    'order-service doctor': { shows: /^fail +database/m },
    'pg_isready -h HOST -p PORT': { shows: /no response|rejecting/ },
  },
  DerivedDataStale: {
    'SELECT pid, application_name': OF_THE_REPORT,
    'SELECT pg_terminate_backend(PID);': ENDS_THE_SESSION,
  },
  EventsDeadLettered: {
    'orders outbox list --dead-lettered': { shows: /EVENT_ID|^[0-9a-f]{8}-/im },
    'orders explain ORDER': { shows: /dead.lettered/ },
    'orders outbox retry EVENT': { shows: /[0-9a-f]{8}-[0-9a-f-]{27}/ },
    // The event is dead-lettered again, and then skipped: the answer has the event and the reason.
    "orders outbox skip EVENT --reason '…'": { shows: /[0-9a-f]{8}-[0-9a-f-]{27}[^]*…/ },
  },
  EventsNotDelivered: {
    'orders outbox list --waiting': { shows: /NO_ROUTE|no queue|returned/i },
    'rabbitmqctl list_bindings': { shows: /audit-/ },
    'rabbitmqctl list_queues name messages arguments': NAMES_THE_QUEUE,
    'orders outbox list --waiting -o ids | xargs -r orders outbox retry --yes': { shows: /^/, after: 'mending' },
  },
  IdentityProviderUnavailable: {
    'curl -i $JWKS_URL': { shows: /connect/i },
    'order-service doctor': { shows: /^fail +sign-in/m },
  },
  OrderServiceDown: {
    'curl -i http://REPLICA/health/live': { shows: /connect/i },
    'order-service doctor': { shows: /^ok +database/m },
    'curl http://REPLICA/health/ready': { shows: /"ready"/ },
  },
  OrderServiceProcessesMissing: {
    'kill -0 PID': ENDS_A_WORKER,
    'kill -TERM PID': ENDS_A_WORKER,
    'kill -KILL PID': ENDS_A_WORKER,
    'order-service doctor': { shows: /^ok +database/m },
  },
  ProductServiceFailing: {
    'curl -i $PRODUCT_SERVICE_URL/api/v1/products/1': { shows: /^HTTP\/1\.1 500/m },
    'order-service doctor': { shows: /^(fail|warn) +products/m },
  },
  RelayStalled: {
    'orders outbox status': { shows: /\d/ },
    'SELECT pid, application_name': OF_THE_REPORT,
    'SELECT pg_terminate_backend(PID);': ENDS_THE_SESSION,
    'VACUUM (ANALYZE) outbox;': { ...RUNS, after: 'mending' },
  },
  TimedTransitionsLate: {
    'orders list --everyone --overdue': { shows: /shipped/ },
    'orders explain ORDER': { shows: /delivered/ },
    'SELECT pid, application_name': OF_THE_REPORT,
    'SELECT pg_terminate_backend(PID);': ENDS_THE_SESSION,
  },
};

/** What tells that it is over, where the same command has shown the fault before. */
const ONCE_RESOLVED: Readonly<Record<string, ExpectedOutput>> = {
  'orders outbox list --dead-lettered': { shows: /^(No event is dead-lettered\.|EVENT_ID\b[^\n]*)?\s*$/i },
};

/** Queries that select nothing unless there are requests, or the fault has a certain cause. */
const OFTEN_EMPTY: readonly string[] = [
  'sum by (error_type) (rate(db_client_operation_duration_seconds_count{error_type!=""}[5m]))',
];

/** The expectation for a command: by its text, or by how a statement begins. */
export function expectedOutputOf({ alert, section, text }: RunbookCommand): ExpectedOutput | undefined {
  const once = section === 'How to know that it is over' ? ONCE_RESOLVED[text] : undefined;
  const known = Object.entries(EXPECTED_OUTPUTS[alert] ?? {});
  return once ?? known.find(([command]) => text === command || (isStatement(command) && text.startsWith(command)))?.[1];
}

function isStatement(command: string): boolean {
  return command.startsWith('SELECT ');
}

export function isOftenEmpty(promql: string): boolean {
  return OFTEN_EMPTY.includes(promql);
}

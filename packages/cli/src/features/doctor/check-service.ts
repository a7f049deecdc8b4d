import { type Health, ORDER_STATUSES, PROBLEM_CODES } from '@order-service/sdk';
import type { RawResponse } from '../../session/raw-request.js';
import { parseJson } from './parse-json.js';
import { failed, ok, skipped, warning, type Check } from './check.js';

const SKEW_WARNING_SECONDS = 30;
const OLD_EVENT_SECONDS = 60;

/** Whether an order service answers at the URL. */
export function checkService(answer: RawResponse | Error, url: string): Check {
  const name = 'Service';
  if (answer instanceof Error) return failed(name, answer.message, 'Check --url, or start one: orders dev');
  const health = readHealth(answer);
  if (!health) return failed(name, `The server at ${url} is not an order service.`, 'Check --url.');
  if (health.status === 'unhealthy') return failed(name, `${url} cannot serve.`, 'See the checks below.');
  return ok(name, `${url} answers.`);
}

/** Parses the answer of `/health`; undefined if it is not from an order service. */
export function readHealth(answer: RawResponse): Health | undefined {
  const health = parseJson(answer.body) as Partial<Health> | undefined;
  return answer.status === 200 && health?.service === 'order-service' ? (health as Health) : undefined;
}

/** Whether the clocks of this machine and the service agree: tokens and --since depend on them. */
export function checkClock(answer: RawResponse, now: Date): Check {
  const name = 'Clock';
  const theirs = Date.parse(answer.headers.get('date') ?? '');
  if (Number.isNaN(theirs)) return skipped(name, 'The service does not send its time.');
  const skewSeconds = Math.round((now.getTime() - theirs) / 1_000);
  const finding = `This machine is ${Math.abs(skewSeconds)} s ${skewSeconds < 0 ? 'behind' : 'ahead of'} the service.`;
  if (Math.abs(skewSeconds) > SKEW_WARNING_SECONDS) return warning(name, finding, 'Set the clocks by NTP.');
  return ok(name, Math.abs(skewSeconds) <= 1 ? 'This machine and the service agree.' : finding);
}

/** Whether the versions of the command line and the service are compatible. */
export function checkVersions(health: Health, ownVersion: string): Check {
  const name = 'Versions';
  const finding = `orders ${ownVersion}, service ${health.version}, Node ${process.versions.node}.`;
  if (generation(health.version) === generation(ownVersion)) return ok(name, finding);
  return warning(name, finding, 'Use versions of the same generation: commands may be missing on one side.');
}

/** The part of a version that must be equal: the major version, and before 1.0 the minor version (semver 2.0, item 4). */
function generation(version: string): string {
  const [major = '', minor = ''] = version.split('.');
  return major === '0' ? `0.${minor}` : major;
}

/** Whether the contract has every operation that this version uses, and no statuses or problem codes unknown to it. */
export function checkContract(answer: RawResponse): Check {
  const name = 'Contract';
  const contract = parseJson(answer.body) as Contract | undefined;
  if (answer.status !== 200 || !contract?.paths) {
    return warning(name, 'The service does not serve its contract.', 'Compatibility cannot be checked.');
  }
  const operations = Object.values(contract.paths).flatMap((path) => Object.values(path).map((o) => o.operationId));
  const missing = OPERATIONS.filter((id) => !operations.includes(id));
  if (missing.length > 0) return failed(name, `The service lacks ${missing.join(', ')}.`, 'Update the service.');
  const { OrderStatus, ProblemCode } = contract.components?.schemas ?? {};
  const unknown = [
    ...unknownValues(OrderStatus?.enum, ORDER_STATUSES),
    ...unknownValues(ProblemCode?.enum, PROBLEM_CODES),
  ];
  if (unknown.length > 0) return warning(name, `The service knows more: ${unknown.join(', ')}.`, 'Update orders.');
  return ok(name, 'The service has all that this version uses.');
}

const OPERATIONS: readonly string[] = [
  'createOrder',
  'listOrders',
  'getOrder',
  'updateOrderStatus',
  'getOrderHistory',
  'listEvents',
  'getHealth',
  'getMe',
];

interface Contract {
  readonly paths?: Record<string, Record<string, { readonly operationId?: string }>>;
  readonly components?: { readonly schemas?: Record<string, { readonly enum?: readonly string[] }> };
}

function unknownValues(theirs: readonly string[] = [], ours: readonly string[]): string[] {
  return theirs.filter((value) => !ours.includes(value));
}

/** The state of the dependencies of the service. */
export function checkDependencies({ database, migrations, broker, broker_problem: problem, outbox }: Health): Check[] {
  return [checkDatabase(database, migrations), checkBroker(broker, problem ?? undefined), checkOutbox(outbox, broker)];
}

function checkDatabase(database: Health['database'], migrations: Health['migrations']): Check {
  const name = 'Database';
  if (database === 'disconnected')
    return failed(name, 'The service cannot reach it.', 'Check DATABASE_URL, and that PostgreSQL runs.');
  if (migrations === 'foreign')
    return failed(name, 'Its tables belong to another program.', 'Set DATABASE_URL to another database or schema.');
  if (migrations === 'behind') return failed(name, 'Its schema is behind.', 'Run order-service migrate.');
  if (database === 'read_only')
    return failed(name, 'It is read-only.', 'DATABASE_URL must lead to a primary that accepts writes.');
  return ok(name, 'Connected.');
}

function checkBroker(broker: Health['broker'], problem: string | undefined): Check {
  const name = 'Broker';
  if (problem !== undefined && broker !== 'blocked')
    return failed(name, `The service cannot use it: ${problem}`, 'Orders go on; events wait. See orders outbox.');
  if (broker === 'connected') return ok(name, 'Connected.');
  if (broker === 'disabled')
    return warning(name, 'None is configured.', 'Events stay in the outbox: set RABBITMQ_HOST.');
  if (broker === 'blocked') return failed(name, 'It takes no messages.', 'Free memory or disk on RabbitMQ.');
  return failed(name, 'The service cannot reach it.', 'Orders go on; events wait. Check RABBITMQ_HOST.');
}

function checkOutbox(
  { depth, oldest_age_seconds: age, failing, dead_lettered: deadLettered }: Health['outbox'],
  broker: Health['broker'],
): Check {
  const name = 'Outbox';
  if (depth === null) return skipped(name, 'The database does not answer.');
  if (deadLettered)
    return failed(name, `${deadLettered} events are dead-lettered.`, 'The broker refused them; see the service logs.');
  if (failing)
    return failed(
      name,
      `${failing} events are not delivered.`,
      'Is a queue bound for them? See orders outbox list --waiting.',
    );
  const finding = depth === 0 ? 'Empty.' : `${depth} waiting, the oldest for ${Math.round(age ?? 0)} s.`;
  if (broker === 'disabled') return ok(name, `${depth} waiting for a broker.`);
  if (depth > 0 && (age ?? 0) > OLD_EVENT_SECONDS)
    return warning(name, finding, 'Is the broker there, and a relay running?');
  return ok(name, finding);
}

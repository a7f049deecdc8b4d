import type {
  Acknowledged,
  CommittedEvent,
  DatabaseState,
  HistoryRecord,
  Invoked,
  Rejected,
  Unknown,
} from './evidence.js';
import { groupBy } from './group-by.js';
import type { Tally } from './verdict.js';

type Outcome = Acknowledged | Rejected | Unknown;

interface Operation {
  readonly invoked: Invoked;
  readonly outcome: Outcome | undefined;
  /** The events that this request committed. */
  readonly events: readonly CommittedEvent[];
}

/** A and E: compares the responses that clients received with the committed changes. */
export function checkChanges(history: readonly HistoryRecord[], database: DatabaseState, tally: Tally): void {
  const operations = operationsOf(history, database);
  const creators = new Map<number, Operation>();
  for (const operation of operations.values()) {
    for (const event of operation.events) if (event.version === 1) creators.set(event.orderId, operation);
  }
  const orders = new Map(database.orders.map((order) => [order.id, order]));

  for (const operation of operations.values()) {
    const { invoked, outcome, events } = operation;
    if (events.length > 1) tally.add('A', 'duplicated', `${nameOf(invoked)} was committed ${events.length} times`);
    if (outcome?.type === 'ok') {
      tally.counts.acknowledged += 1;
      if (invoked.op === 'move') checkMove(operation, outcome, tally);
      else if (!orders.has(outcome.order))
        tally.add('A', 'lost', `${nameOf(invoked)}: order ${outcome.order} does not exist`);
      else checkCreator(operation, outcome, creators.get(outcome.order), tally);
    } else if (outcome?.type === 'fail') {
      tally.counts.rejected += 1;
      if (events.length > 0)
        tally.add('A', 'contradicted', `${nameOf(invoked)} was rejected (${outcome.code}) and committed`);
    } else {
      tally.counts.unknown += 1;
    }
  }
  checkOrders(database, tally);
  checkKeys(operations.values(), tally);
}

function operationsOf(history: readonly HistoryRecord[], database: DatabaseState): Map<string, Operation> {
  const outcomes = new Map<string, Outcome>();
  for (const record of history) {
    if (record.type === 'ok' || record.type === 'fail' || record.type === 'unknown') outcomes.set(record.id, record);
  }
  const events = groupBy(database.events, (event) => event.requestId);
  const operations = new Map<string, Operation>();
  for (const record of history) {
    if (record.type !== 'invoke') continue;
    const { id } = record;
    operations.set(id, { invoked: record, outcome: outcomes.get(id), events: events.get(id) ?? [] });
  }
  return operations;
}

function checkMove({ invoked, events: [event] }: Operation, { version }: Acknowledged, tally: Tally): void {
  if (!event) tally.add('A', 'lost', `${nameOf(invoked)} was acknowledged, and its change is not in the database`);
  else if (event.orderId !== invoked.order || event.toStatus !== invoked.target || event.version > version) {
    tally.add(
      'A',
      'contradicted',
      `${nameOf(invoked)} was acknowledged as version ${version}, and the committed change differs`,
    );
  }
}

/** Another request may have created the order only if this one repeats it: with its key, or because it got no response. */
function checkCreator(
  operation: Operation,
  { order }: Acknowledged,
  creator: Operation | undefined,
  tally: Tally,
): void {
  if (creator === operation) return;
  const { invoked } = operation;
  const isRepetition =
    creator?.invoked.user === invoked.user &&
    creator.invoked.request === invoked.request &&
    creator.invoked.key === invoked.key &&
    (invoked.key !== undefined || creator.outcome?.type !== 'ok');
  if (!isRepetition)
    tally.add('E', 'contradicted', `${nameOf(invoked)} returned order ${order}, which another request created`);
}

/** The versions of an order are consecutive, and the last event matches the order's row. */
function checkOrders({ orders, events, corrupt }: DatabaseState, tally: Tally): void {
  const last = new Map<number, CommittedEvent>();
  for (const event of events) {
    const before = last.get(event.orderId)?.version ?? 0;
    if (event.version !== before + 1)
      tally.add('A', 'contradicted', `order ${event.orderId} has no version ${before + 1}`);
    last.set(event.orderId, event);
  }
  for (const { id, version, status } of orders) {
    const event = last.get(id);
    if (event?.version !== version || event.toStatus !== status) {
      tally.add('A', 'contradicted', `order ${id} is ${status} at version ${version}, and its last event differs`);
    }
  }
  if (corrupt > 0) tally.add('A', 'contradicted', `${corrupt} orders have items that differ from their snapshot`);
}

/** Requests with the same key create one order and get the same response. */
function checkKeys(operations: Iterable<Operation>, tally: Tally): void {
  const keyed = groupBy(
    [...operations].filter(({ invoked }) => invoked.op === 'create' && invoked.key !== undefined),
    ({ invoked }) => `${invoked.user} ${invoked.key}`,
  );
  for (const [key, group] of keyed) {
    const answered = group.flatMap(({ outcome }) => (outcome?.type === 'ok' ? [outcome] : []));
    const created = new Set([
      ...group.flatMap(({ events }) => events.map(({ orderId }) => orderId)),
      ...answered.map(({ order }) => order),
    ]);
    const requests = new Set(
      group.filter(({ outcome }) => outcome?.type === 'ok').map(({ invoked }) => invoked.request),
    );
    if (created.size > 1) tally.add('E', 'duplicated', `the key ${key} created the orders ${[...created].join(', ')}`);
    if (new Set(answered.map(({ digest }) => digest)).size > 1)
      tally.add('E', 'inconsistent', `the key ${key} got different responses`);
    if (requests.size > 1) tally.add('E', 'inconsistent', `the key ${key} was accepted for different requests`);
  }
}

function nameOf({ op, id, order, target }: Invoked): string {
  return op === 'create' ? `create ${id}` : `move ${id} of order ${order} to ${target}`;
}

import type {
  Acknowledged,
  CommittedEvent,
  DatabaseState,
  HistoryRecord,
  Invoked,
  Refused,
  Unknown,
} from './evidence.js';
import { groupBy } from './group-by.js';
import type { Tally } from './verdict.js';

type Outcome = Acknowledged | Refused | Unknown;

interface Operation {
  readonly invoked: Invoked;
  readonly outcome: Outcome | undefined;
  /** What the database says that this request changed. */
  readonly events: readonly CommittedEvent[];
}

/** A and E: what clients were told, against what was committed. */
export function judgeChanges(history: readonly HistoryRecord[], database: DatabaseState, tally: Tally): void {
  const operations = operationsOf(history, database);
  const makers = new Map<number, Operation>();
  for (const operation of operations.values()) {
    for (const event of operation.events) if (event.version === 1) makers.set(event.orderId, operation);
  }
  const orders = new Map(database.orders.map((order) => [order.id, order]));

  for (const operation of operations.values()) {
    const { invoked, outcome, events } = operation;
    if (events.length > 1) tally.blame('A', 'doubled', `${nameOf(invoked)} was made ${events.length} times`);
    if (outcome?.type === 'ok') {
      tally.counts.acknowledged += 1;
      if (invoked.op === 'move') judgeMove(operation, outcome, tally);
      else if (!orders.has(outcome.order))
        tally.blame('A', 'lost', `${nameOf(invoked)}: order ${outcome.order} is gone`);
      else judgeMaker(operation, outcome, makers.get(outcome.order), tally);
    } else if (outcome?.type === 'fail') {
      tally.counts.refused += 1;
      if (events.length > 0)
        tally.blame('A', 'contradicted', `${nameOf(invoked)} was refused (${outcome.code}), and made`);
    } else {
      tally.counts.unknown += 1;
    }
  }
  judgeOrders(database, tally);
  judgeKeys(operations.values(), tally);
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

function judgeMove({ invoked, events: [event] }: Operation, { version }: Acknowledged, tally: Tally): void {
  if (!event) tally.blame('A', 'lost', `${nameOf(invoked)} was acknowledged, and no such change was committed`);
  else if (event.orderId !== invoked.order || event.toStatus !== invoked.target || event.version > version) {
    tally.blame('A', 'contradicted', `${nameOf(invoked)} was acknowledged as version ${version}, and made otherwise`);
  }
}

/** An order may have been made by another request only if that is the same one: by its key, or unanswered. */
function judgeMaker(operation: Operation, { order }: Acknowledged, maker: Operation | undefined, tally: Tally): void {
  if (maker === operation) return;
  const { invoked } = operation;
  const isRepetition =
    maker?.invoked.user === invoked.user &&
    maker.invoked.request === invoked.request &&
    maker.invoked.key === invoked.key &&
    (invoked.key !== undefined || maker.outcome?.type !== 'ok');
  if (!isRepetition)
    tally.blame('E', 'contradicted', `${nameOf(invoked)} was answered with order ${order} of another request`);
}

/** The history of an order has no holes, and ends where the order stands. */
function judgeOrders({ orders, events, corrupt }: DatabaseState, tally: Tally): void {
  const last = new Map<number, CommittedEvent>();
  for (const event of events) {
    const before = last.get(event.orderId)?.version ?? 0;
    if (event.version !== before + 1)
      tally.blame('A', 'contradicted', `order ${event.orderId} has no version ${before + 1}`);
    last.set(event.orderId, event);
  }
  for (const { id, version, status } of orders) {
    const event = last.get(id);
    if (event?.version !== version || event.toStatus !== status) {
      tally.blame(
        'A',
        'contradicted',
        `order ${id} is ${status} at version ${version}, and its history says otherwise`,
      );
    }
  }
  if (corrupt > 0) tally.blame('A', 'contradicted', `${corrupt} orders have items that are not their snapshot`);
}

/** One key, one order, one answer. */
function judgeKeys(operations: Iterable<Operation>, tally: Tally): void {
  const keyed = groupBy(
    [...operations].filter(({ invoked }) => invoked.op === 'create' && invoked.key !== undefined),
    ({ invoked }) => `${invoked.user} ${invoked.key}`,
  );
  for (const [key, group] of keyed) {
    const answered = group.flatMap(({ outcome }) => (outcome?.type === 'ok' ? [outcome] : []));
    const made = new Set([
      ...group.flatMap(({ events }) => events.map(({ orderId }) => orderId)),
      ...answered.map(({ order }) => order),
    ]);
    const requests = new Set(
      group.filter(({ outcome }) => outcome?.type === 'ok').map(({ invoked }) => invoked.request),
    );
    if (made.size > 1) tally.blame('E', 'doubled', `the key ${key} made the orders ${[...made].join(', ')}`);
    if (new Set(answered.map(({ digest }) => digest)).size > 1)
      tally.blame('E', 'disagreeing', `the key ${key} got different answers`);
    if (requests.size > 1) tally.blame('E', 'disagreeing', `the key ${key} was accepted for different orders`);
  }
}

function nameOf({ op, id, order, target }: Invoked): string {
  return op === 'create' ? `create ${id}` : `move ${id} of order ${order} to ${target}`;
}

import type { CommittedEvent, DatabaseState, Evidence, Explanation, ExplainedVersion } from './evidence.js';
import { groupBy } from './group-by.js';
import type { Tally } from './verdict.js';

/**
 * G: explanations of orders say what the database and the queue show. Those that were read during the faults may be of an
 * earlier time; those that were read after recovery are complete.
 * @param delivered ids of the events on the queue
 */
export function checkExplanations(
  { during, after }: Evidence['explanations'],
  database: DatabaseState,
  delivered: ReadonlySet<string>,
  tally: Tally,
): void {
  const events = groupBy(database.events, ({ orderId }) => orderId);
  const deadLettered = new Map(database.deadLettered.map(({ orderId, version }) => [orderId, version]));
  const report = (what: string): void => tally.add('G', undefined, what);
  for (const explanation of [...during, ...after]) {
    for (const fault of faultsOf(explanation, events.get(explanation.order.id) ?? [], delivered)) report(fault);
  }
  for (const explanation of after) {
    const { order } = explanation;
    const versions = versionsOf(explanation);
    const committed = events.get(order.id) ?? [];
    if (versions.length !== committed.length)
      report(`the explanation of order ${order.id} has ${versions.length} of its ${committed.length} versions`);
    for (const { version, delivery } of versions) {
      const expected = stateAfterRecovery(version, deadLettered.get(order.id));
      if (delivery.state === expected) continue;
      report(`version ${version} of order ${order.id} is explained as ${delivery.state}, and is ${expected}`);
    }
  }
}

/** Without an erasure, which has no version. */
function versionsOf({ versions }: Explanation): ExplainedVersion[] {
  return versions.filter(({ version }) => version > 0);
}

/** Everything else has been published. */
function stateAfterRecovery(version: number, deadLetter: number | undefined): string {
  if (deadLetter === undefined || version < deadLetter) return 'published';
  return version === deadLetter ? 'dead_lettered' : 'held';
}

/** What contradicts itself in an explanation, the committed events or the queue, at whatever time it was read. */
function* faultsOf(
  explanation: Explanation,
  committed: readonly CommittedEvent[],
  delivered: ReadonlySet<string>,
): Generator<string> {
  const { order, waits_for: waitsFor } = explanation;
  const versions = versionsOf(explanation);
  const known = new Map(committed.map((event) => [event.eventId, event]));
  const last = versions.at(-1);
  if (last?.version !== order.version || last.to_status !== order.status)
    yield `the explanation of order ${order.id} has it at version ${order.version}, and ends with version ${last?.version}`;
  for (const [index, one] of versions.entries()) {
    const name = `version ${one.version} of order ${order.id}`;
    if (one.version !== index + 1) yield `${name} is explained in place ${index + 1}`;
    const event = known.get(one.event_id);
    if (event && !agrees(one, event)) yield `${name} is explained otherwise than it was committed`;
    const { state, last_error: error, confirmed_at: confirmedAt } = one.delivery;
    if (state === 'published' && event && !delivered.has(one.event_id))
      yield `${name} is explained as published, and is not on the queue`;
    if ((state === 'published') !== (confirmedAt !== null)) yield `${name} is ${state}, confirmed at ${confirmedAt}`;
    if ((state === 'dead_lettered' || state === 'retrying') && !error)
      yield `${name} is explained as ${state} without a reason`;
  }
  const isDeadLettered = versions.some(({ delivery }) => delivery.state === 'dead_lettered');
  if (isDeadLettered !== waitsFor.includes('operator'))
    yield `order ${order.id} waits for ${waitsFor.join(', ')}, and ${isDeadLettered ? 'has' : 'has no'} dead letter`;
}

function agrees({ version, event_type: type, to_status: toStatus }: ExplainedVersion, event: CommittedEvent): boolean {
  return version === event.version && type === event.type && toStatus === event.toStatus;
}

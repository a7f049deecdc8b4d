import type { CommittedEvent, DatabaseState, Delivery } from './evidence.js';
import type { Tally } from './verdict.js';

/** B, C and D: what stands on the queue, against what was committed. */
export function judgeDeliveries(deliveries: Iterable<Delivery>, database: DatabaseState, tally: Tally): void {
  const committed = new Map(database.events.map((event) => [event.eventId, event]));
  const seen = new Set<string>();
  const highest = new Map<number, number>();

  for (const delivery of deliveries) {
    tally.counts.delivered += 1;
    const { eventId, orderId, version } = delivery;
    const event = committed.get(eventId);
    if (!event || !says(delivery, event)) {
      tally.blame(
        'D',
        'ghosts',
        `${nameOf(delivery)} is on the queue, and the database has ${event ? 'it otherwise' : 'no such event'}`,
      );
      continue;
    }
    if (seen.has(eventId)) {
      tally.counts.duplicates += 1;
      continue;
    }
    seen.add(eventId);
    const before = highest.get(orderId) ?? 0;
    if (version < before) tally.blame('C', 'misordered', `${nameOf(delivery)} came after version ${before}`);
    else highest.set(orderId, version);
  }
  judgeMissing(database, seen, tally);
}

function judgeMissing(database: DatabaseState, seen: ReadonlySet<string>, tally: Tally): void {
  const deadLetteredFrom = new Map(database.deadLettered.map(({ orderId, version }) => [orderId, version]));
  for (const event of database.events) {
    tally.counts.committed += 1;
    const isDeadLettered = event.version >= (deadLetteredFrom.get(event.orderId) ?? Infinity);
    if (!seen.has(event.eventId) && !isDeadLettered) {
      tally.blame('B', 'unacknowledged', `${nameOf(event)} was committed and never reached the queue`);
    }
  }
}

function says(delivery: Delivery, event: CommittedEvent): boolean {
  const members = ['orderId', 'version', 'type', 'userId', 'toStatus'] as const;
  return members.every((member) => delivery[member] === event[member]);
}

function nameOf({ orderId, version, eventId }: Pick<Delivery, 'orderId' | 'version' | 'eventId'>): string {
  return `version ${version} of order ${orderId} (event ${eventId})`;
}

import type { CommittedEvent, DatabaseState, Delivery } from './evidence.js';
import type { Tally } from './verdict.js';

/** B, C and D: compares the messages on the queue with the committed events. Returns the ids of those on the queue. */
export function checkDeliveries(
  deliveries: Iterable<Delivery>,
  database: DatabaseState,
  tally: Tally,
): ReadonlySet<string> {
  const committed = new Map(database.events.map((event) => [event.eventId, event]));
  const seen = new Set<string>();
  const highest = new Map<number, number>();

  for (const delivery of deliveries) {
    tally.counts.delivered += 1;
    const { eventId, orderId, version } = delivery;
    const event = committed.get(eventId);
    if (!event || !matches(delivery, event)) {
      tally.add(
        'D',
        'unexpected',
        `${nameOf(delivery)} is on the queue, and ${event ? 'differs from the committed event' : 'was not committed'}`,
      );
      continue;
    }
    if (seen.has(eventId)) {
      tally.counts.redelivered += 1;
      continue;
    }
    seen.add(eventId);
    const before = highest.get(orderId) ?? 0;
    if (version < before) tally.add('C', 'misordered', `${nameOf(delivery)} was delivered after version ${before}`);
    else highest.set(orderId, version);
  }
  checkMissing(database, seen, tally);
  return seen;
}

function checkMissing(database: DatabaseState, seen: ReadonlySet<string>, tally: Tally): void {
  const deadLetteredFrom = new Map(database.deadLettered.map(({ orderId, version }) => [orderId, version]));
  for (const event of database.events) {
    tally.counts.committed += 1;
    const isDeadLettered = event.version >= (deadLetteredFrom.get(event.orderId) ?? Infinity);
    if (!seen.has(event.eventId) && !isDeadLettered) {
      tally.add('B', 'undelivered', `${nameOf(event)} was committed and is not on the queue`);
    }
  }
}

function matches(delivery: Delivery, event: CommittedEvent): boolean {
  const members = ['orderId', 'version', 'type', 'userId', 'toStatus'] as const;
  return members.every((member) => delivery[member] === event[member]);
}

function nameOf({ orderId, version, eventId }: Pick<Delivery, 'orderId' | 'version' | 'eventId'>): string {
  return `version ${version} of order ${orderId} (event ${eventId})`;
}

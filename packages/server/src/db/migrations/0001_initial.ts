import { ERASURE_GUARDS } from './0001_initial/erasure-guards.js';
import { ERASURES } from './0001_initial/erasures.js';
import { EVENT_RETENTION } from './0001_initial/event-retention.js';
import { GUARDS } from './0001_initial/guards.js';
import { IDEMPOTENCY } from './0001_initial/idempotency.js';
import { EVENT_TIMES, ORDER_EVENTS } from './0001_initial/order-events.js';
import { ORDERS } from './0001_initial/orders.js';
import { LANE_GUARDS } from './0001_initial/lanes.js';
import { OUTBOX } from './0001_initial/outbox.js';
import { SEARCH } from './0001_initial/search.js';
import { STATISTICS } from './0001_initial/statistics.js';
import type { Migration } from './migration.js';

/**
 * The schema, first version. The release records the digest of this SQL (`released.json`), and from then on a test fails
 * when it changes. A status or an event type that is added to the domain needs a migration of its own.
 */
export const INITIAL: Migration = {
  name: '0001_initial',
  statements: [
    ...[ORDERS, ORDER_EVENTS, EVENT_TIMES, OUTBOX, IDEMPOTENCY, STATISTICS, SEARCH, ERASURES, EVENT_RETENTION],
    ...[LANE_GUARDS, GUARDS, ERASURE_GUARDS],
  ],
};

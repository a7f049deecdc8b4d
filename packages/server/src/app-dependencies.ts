import type { AppDependencies } from './app.js';
import type { BackgroundParts } from './background-parts.js';
import type { Composition } from './composition.js';
import { poolUses } from './database-pools.js';
import { createDatabaseHealth } from './db/database-health.js';
import { createDerivedFigures } from './db/derived-figures.js';
import { createEventClock } from './db/event-clock.js';
import { createEventFeed } from './db/event-feed.js';
import { createEventReplay } from './db/event-replay.js';
import { createIdempotencyStore } from './db/idempotency-store.js';
import { createOrderRecords } from './db/order-records.js';
import { createOrderStatistics } from './db/order-statistics.js';
import { createOrderStore } from './db/order-store.js';
import { createOutboxOperations } from './db/outbox-operations.js';
import { createUserErasure } from './db/user-erasure.js';
import { createFeedReader } from './feed/feed-reader.js';
import { authenticate } from './http/auth/authenticate.js';
import { measuredChangeOrderStatus, measuredPlaceOrder } from './measuring/measured-use-cases.js';
import { createProductClient } from './products/product-client.js';
import { createChangeOrderStatus } from './usecases/change-order-status.js';
import { createEraseUser } from './usecases/erase-user.js';
import { createExplainOrder } from './usecases/explain-order.js';
import { createOperateOutbox } from './usecases/operate-outbox.js';
import { createPlaceOrder } from './usecases/place-order.js';
import { createReadStatistics } from './usecases/read-statistics.js';

/** What the HTTP side needs, made from the parts of a server. */
export function createAppDependencies(
  composition: Composition,
  background: BackgroundParts,
): Omit<AppDependencies, 'operationsPort' | 'shareMetrics'> {
  const { config, logger, overrides, pools, parts, stopping, draining, measurements } = composition;
  const { outbox, relay, feedTail, timers, notify } = background;
  const { ownerTransitions, timedTransitions } = config;
  const productClient = createProductClient({
    baseUrl: config.productServiceUrl,
    timeoutMs: config.productServiceTimeoutMs,
    cacheMs: config.productCacheMs,
    logger,
    measurements: measurements.products,
  });
  parts.onStop(() => productClient.close());
  const catalogue = overrides.wrapCatalogue(productClient);
  const { groupSizes } = measurements;
  const orders = overrides.wrapOrders(
    createOrderStore(pools.requests, { maxGroupSize: config.maxGroupCommit, groupSizes }),
  );
  const placeOrder = createPlaceOrder({
    catalogue,
    orders,
    idempotency: createIdempotencyStore(pools.requests),
    notify,
  });
  const changeOrderStatus = createChangeOrderStatus({ orders, ownerTransitions, notify });

  const derived = createDerivedFigures(pools.relay, overrides.now);
  return {
    logger,
    authenticate: authenticate({ ...config.signIn, now: overrides.now, outcomes: measurements.signIns }),
    requestsPerMinute: config.requestsPerMinute,
    readOnly: config.readOnly,
    allowedOrigins: config.allowedOrigins,
    compatibility: config.compatibility,
    stopping: draining,
    now: overrides.now,
    healthMaxAgeMs: overrides.healthMaxAgeMs,
    docs: config.docs,
    orders,
    ownerTransitions,
    timedTransitions,
    placeOrder: measuredPlaceOrder(placeOrder, measurements.orders),
    changeOrderStatus: measuredChangeOrderStatus(changeOrderStatus, measurements.orders),
    explainOrder: createExplainOrder({
      records: createOrderRecords(pools.requests),
      ownerTransitions,
      timedTransitions,
      relay: () => relay.status(),
    }),
    feed: createFeedReader({
      feed: createEventFeed(pools.requests),
      eventClock: createEventClock(pools.requests),
      tail: feedTail,
    }),
    readStatistics: createReadStatistics(createOrderStatistics(pools.operations, { onlyIfAllowed: config.readOnly })),
    eraseUser: createEraseUser({ erasures: createUserErasure(pools.operations), notify }),
    operateOutbox: createOperateOutbox({
      outbox: createOutboxOperations(pools.operations),
      replay: createEventReplay(pools.operations),
      figures: () => outbox.figures(),
      relay: () => relay.status(),
      notify: () => relay.notify(),
    }),
    measurements,
    pools: poolUses(pools),
    workers: config.workers,
    health: {
      ...createDatabaseHealth(pools.relay, { readOnly: config.readOnly }),
      outbox: () => outbox.figures().catch(() => undefined),
      relay: () => relay.status(),
      timers,
      derived: () => derived.read().catch(() => undefined),
      stopping: () => stopping.aborted,
    },
  };
}

import type { AppDependencies } from './app.js';
import type { MetricsDependencies } from './http/metrics/metrics.js';
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
import { createStatementTracing } from './db/statement-tracing.js';
import { createUserErasure } from './db/user-erasure.js';
import { createDiagnostics } from './diagnostics/diagnostics.js';
import { OwnProcess } from './diagnostics/own-process.js';
import { createWorkerDiagnostics } from './diagnostics/worker-diagnostics.js';
import { createFeedReader } from './feed/feed-reader.js';
import { authenticate } from './http/auth/authenticate.js';
import type { Diagnostics } from './ports/diagnostics.js';
import { traceSignIn } from './http/auth/trace-sign-in.js';
import { measuredChangeOrderStatus, measuredPlaceOrder } from './measuring/measured-use-cases.js';
import { createProductClient } from './products/product-client.js';
import { traceCatalogue, traceRequestsOf } from './products/trace-look-ups.js';
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
): Omit<AppDependencies, 'operationsPort' | 'metrics'> & Omit<MetricsDependencies, 'shareMetrics'> {
  const { config, logger, overrides, pools, parts, renewals, stopping, draining, measurements, tracing } = composition;
  const { outbox, relay, feedTail, timers, notify } = background;
  const { ownerTransitions, timedTransitions } = config;
  const statements = tracing && createStatementTracing(tracing, config.databaseUrl);
  const requests = statements?.database(pools.requests) ?? pools.requests;
  const operations = statements?.database(pools.operations) ?? pools.operations;
  const productClient = createProductClient({
    baseUrl: config.productServiceUrl,
    ...(config.productBatchPath !== undefined && { batchPath: config.productBatchPath }),
    timeoutMs: config.productServiceTimeoutMs,
    cacheMs: config.productCacheMs,
    logger,
    measurements: measurements.products,
    ...(tracing && { wrapHttp: (http) => traceRequestsOf(http, config.productServiceUrl, tracing) }),
  });
  parts.onStop(() => productClient.close());
  const products = overrides.wrapCatalogue(productClient);
  const catalogue = tracing ? traceCatalogue(products, tracing) : products;
  const { groupSizes } = measurements;
  const orders = overrides.wrapOrders(
    createOrderStore(requests, {
      maxGroupSize: config.maxGroupCommit,
      groupSizes,
      ...(statements && { batcher: statements.batcher }),
    }),
  );
  const placeOrder = createPlaceOrder({ catalogue, orders, idempotency: createIdempotencyStore(requests), notify });
  const changeOrderStatus = createChangeOrderStatus({ orders, ownerTransitions, notify });
  const signIn = authenticate({
    ...config.signIn,
    now: overrides.now,
    outcomes: measurements.signIns,
    onRenewable: (renew) => renewals.add('SECRET_KEY', renew),
  });

  const derived = createDerivedFigures(pools.relay, overrides.now);
  return {
    logger,
    tracing,
    authenticate: tracing ? traceSignIn(signIn, tracing) : signIn,
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
      records: createOrderRecords(requests),
      ownerTransitions,
      timedTransitions,
      relay: () => relay.status(),
    }),
    feed: createFeedReader({
      feed: createEventFeed(requests),
      eventClock: createEventClock(requests),
      tail: feedTail,
    }),
    readStatistics: createReadStatistics(createOrderStatistics(operations, { onlyIfAllowed: config.readOnly })),
    eraseUser: createEraseUser({ erasures: createUserErasure(operations), notify }),
    operateOutbox: createOperateOutbox({
      outbox: createOutboxOperations(operations),
      replay: createEventReplay(operations),
      figures: () => outbox.figures(),
      relay: () => relay.status(),
      notify: () => relay.notify(),
    }),
    measurements,
    pools: poolUses(pools),
    workers: config.workers,
    diagnostics: createServerDiagnostics(composition),
    profileSecondMs: overrides.profileSecondMs,
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

/** Workers look into each other through their primary process. */
function createServerDiagnostics({ logger, parts, primary }: Composition): Diagnostics {
  const own = parts.add(new OwnProcess(logger));
  return primary ? createWorkerDiagnostics(own, primary) : createDiagnostics(own);
}

import type { RequestListener } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import { createApp, type AppDependencies } from './app.js';
import { startTogether, type StartedParts } from './concurrency/started-parts.js';
import type { Config } from './config.js';
import { openDatabasePools, type DatabasePools } from './database-pools.js';
import { createDatabaseHealth, rejectUnusableDatabases } from './db/database-health.js';
import { createEventClock } from './db/event-clock.js';
import { createEventFeed } from './db/event-feed.js';
import { createEventReplay } from './db/event-replay.js';
import { createIdempotencyStore } from './db/idempotency-store.js';
import { migrateToLatest } from './db/migrate.js';
import { createOrderStatistics } from './db/order-statistics.js';
import { createOrderStore } from './db/order-store.js';
import { createOutboxOperations } from './db/outbox-operations.js';
import { createOutboxStore } from './db/outbox-store.js';
import { createFeedReader } from './feed/feed-reader.js';
import { FeedTail } from './feed/feed-tail.js';
import { startHousekeeping } from './housekeeping/start-housekeeping.js';
import { listen, type HttpServer } from './http-server.js';
import { OperationsPort } from './http/middleware/operations-port.js';
import { inTurn } from './http/requests-in-turn.js';
import { authenticate } from './http/auth/authenticate.js';
import { DISABLED_RELAY } from './outbox/disabled-relay.js';
import { createRabbitPublisher } from './outbox/rabbit-publisher.js';
import { createRelay, type Relay } from './outbox/relay.js';
import { withDefaults, type Overrides } from './overrides.js';
import type { OutboxStore } from './ports/outbox-store.js';
import { createProductClient } from './products/product-client.js';
import { createChangeOrderStatus } from './usecases/change-order-status.js';
import { createOperateOutbox } from './usecases/operate-outbox.js';
import { createPlaceOrder } from './usecases/place-order.js';
import { createReadStatistics } from './usecases/read-statistics.js';

/** How long requests in progress may take after the listener is closed: as long as a look-up of products by default. */
const DRAIN_MS = 5_000;
/** How long connections that are kept alive stay open after the listener is closed, unless the stop is immediate. */
const HAND_OVER_MS = 2_000;
const IDLE_AFTER_ANNOUNCEMENT_MS = 500;

export interface StopOptions {
  /** Connections that are kept alive stay open for a moment, because a successor accepts new ones already. */
  readonly handOver?: boolean;
  /**
   * How long to go on accepting connections. Readiness answers 503 and every response has `Connection: close` meanwhile,
   * so that balancers and clients go elsewhere. 0 if absent.
   */
  readonly announceMs?: number;
}

export interface RunningServer {
  readonly url: string;
  /** Of health and metrics, where they have a port of their own. */
  readonly operationsUrl: string | undefined;
  /** Finishes the requests in progress, waits for the confirms of published events, and closes everything. Idempotent. */
  stop(options?: StopOptions): Promise<void>;
}

/** What the parts of a server are made from. */
interface Composition {
  readonly config: Config;
  readonly logger: Logger;
  readonly overrides: Required<Overrides>;
  readonly pools: DatabasePools;
  /** Stopped in reverse order. */
  readonly parts: StartedParts;
  /** Aborts when the server begins to stop. */
  readonly stopping: AbortSignal;
  /** Aborts when the listener is closed. */
  readonly draining: AbortSignal;
}

/** The parts that work without a request. */
interface BackgroundParts {
  readonly outbox: OutboxStore;
  readonly relay: Relay;
  readonly feedTail: FeedTail;
}

/**
 * Starts every part, and listens. The broker and the database may be unreachable: readiness reports it.
 * @throws UnusableDatabaseError, and what a part throws when it cannot start; the others are stopped then
 */
export async function startServer(config: Config, logger: Logger, overrides: Overrides = {}): Promise<RunningServer> {
  if (config.migrateOnStart) await migrateToLatest(config.databaseUrl);
  return await startTogether(async (parts) => {
    const stopping = new AbortController();
    const draining = new AbortController();
    const pools = parts.add(openDatabasePools(config));
    // A pooler that lets clients share sessions is found by the second connection.
    await rejectUnusableDatabases([pools.relay, pools.operations]);
    const composition: Composition = {
      config,
      logger,
      overrides: withDefaults(overrides),
      pools,
      parts,
      stopping: stopping.signal,
      draining: draining.signal,
    };
    const background = startBackgroundParts(composition);
    const operationsPort = config.operationsPort === undefined ? undefined : new OperationsPort();
    const handle = createApp({ ...createDependencies(composition, background), operationsPort }).callback();
    const listener = inTurn((request, response) => void handle(request, response));
    const operations = operationsPort && (await listenForOperations(composition, operationsPort.listener(listener)));
    const http = await listen(listener, config.host, config.port);
    logger.info(
      { url: http.url, operationsUrl: operations?.url, broker: config.broker ? 'configured' : 'disabled' },
      'listening',
    );

    async function stop({ handOver = false, announceMs = 0 }: StopOptions): Promise<void> {
      stopping.abort();
      if (announceMs > 0) {
        logger.info({ announceMs }, 'stopping: responses close their connections, then the listener is closed');
        http.announceStop();
        await setTimeout(announceMs);
        await http.closeListener();
      }
      draining.abort();
      const idleMs = announceMs > 0 ? IDLE_AFTER_ANNOUNCEMENT_MS : 0;
      await http.stop({ drainMs: DRAIN_MS, idleMs: handOver ? HAND_OVER_MS : idleMs });
      await parts.stop();
      logger.info('stopped');
    }

    let stopped: Promise<void> | undefined;
    return { url: http.url, operationsUrl: operations?.url, stop: (options = {}) => (stopped ??= stop(options)) };
  });
}

/** Stops after the public listener, so that probes are answered during a stop. */
async function listenForOperations({ config, parts }: Composition, listener: RequestListener): Promise<HttpServer> {
  const operations = await listen(listener, config.host, config.operationsPort ?? 0);
  parts.onStop(() => operations.stop({ drainMs: DRAIN_MS, idleMs: 0 }));
  return operations;
}

function startBackgroundParts({ config, logger, overrides, pools, parts }: Composition): BackgroundParts {
  const outbox = createOutboxStore(pools.relay);
  const relay = parts.add(createConfiguredRelay(outbox, { config, logger, overrides }));
  relay.start();
  const feedTail = parts.add(new FeedTail({ feed: createEventFeed(pools.relay), logger }));
  parts.add(
    startHousekeeping({
      idempotency: createIdempotencyStore(pools.operations),
      idempotencyKeyHours: config.idempotencyKeyHours,
      statistics: createOrderStatistics(pools.operations),
      logger,
    }),
  );
  return { outbox, relay, feedTail };
}

type RelaySettings = Pick<Composition, 'config' | 'logger' | 'overrides'>;

function createConfiguredRelay(outbox: OutboxStore, { config, logger, overrides }: RelaySettings): Relay {
  if (!config.broker) return DISABLED_RELAY;
  const publisher = overrides.wrapPublisher(createRabbitPublisher({ ...config.broker, logger }));
  return createRelay({ store: overrides.wrapOutbox(outbox), publisher, logger, ...overrides.relay });
}

function createDependencies(
  composition: Composition,
  background: BackgroundParts,
): Omit<AppDependencies, 'operationsPort'> {
  const { config, logger, overrides, pools, parts, stopping, draining } = composition;
  const { outbox, relay, feedTail } = background;
  const { ownerTransitions } = config;
  const notify = (): void => {
    relay.notify();
    feedTail.notify();
  };
  const productClient = createProductClient({
    baseUrl: config.productServiceUrl,
    timeoutMs: config.productServiceTimeoutMs,
    cacheMs: config.productCacheMs,
    logger,
  });
  parts.onStop(() => productClient.close());
  const catalogue = overrides.wrapCatalogue(productClient);
  const orders = overrides.wrapOrders(createOrderStore(pools.requests, { maxGroupSize: config.maxGroupCommit }));

  return {
    logger,
    authenticate: authenticate({ ...config.signIn, now: overrides.now }),
    requestsPerMinute: config.requestsPerMinute,
    allowedOrigins: config.allowedOrigins,
    compatibility: config.compatibility,
    stopping: draining,
    now: overrides.now,
    healthMaxAgeMs: overrides.healthMaxAgeMs,
    docs: config.docs,
    orders,
    ownerTransitions,
    placeOrder: createPlaceOrder({ catalogue, orders, idempotency: createIdempotencyStore(pools.requests), notify }),
    changeOrderStatus: createChangeOrderStatus({ orders, ownerTransitions, notify }),
    feed: createFeedReader({
      feed: createEventFeed(pools.requests),
      eventClock: createEventClock(pools.requests),
      tail: feedTail,
    }),
    readStatistics: createReadStatistics(createOrderStatistics(pools.operations)),
    operateOutbox: createOperateOutbox({
      outbox: createOutboxOperations(pools.operations),
      replay: createEventReplay(pools.operations),
      figures: () => outbox.figures(),
      relay: () => relay.status(),
      notify: () => relay.notify(),
    }),
    health: {
      ...createDatabaseHealth(pools.relay),
      outbox: () => outbox.figures().catch(() => undefined),
      relay: () => relay.status(),
      stopping: () => stopping.aborted,
    },
  };
}

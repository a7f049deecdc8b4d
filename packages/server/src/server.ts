import type { Logger } from 'pino';
import { createApp } from './app.js';
import type { BrokerConfig, Config } from './config.js';
import { connect, type Database } from './db/connection.js';
import { createDatabaseHealth } from './db/database-health.js';
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
import { listen } from './http-server.js';
import { authenticate } from './http/auth/authenticate.js';
import { DISABLED_RELAY } from './outbox/disabled-relay.js';
import { createRabbitPublisher } from './outbox/rabbit-publisher.js';
import { createRelay, type Relay, type RelayDependencies } from './outbox/relay.js';
import { createProductClient } from './products/product-client.js';
import { createChangeOrderStatus } from './usecases/change-order-status.js';
import { createOperateOutbox } from './usecases/operate-outbox.js';
import type { EventPublisher } from './ports/event-publisher.js';
import type { OutboxStore } from './ports/outbox-store.js';
import { createPlaceOrder } from './usecases/place-order.js';
import { createReadStatistics } from './usecases/read-statistics.js';
import type { OrderStore } from './ports/order-store.js';
import type { ProductCatalogue } from './ports/product-catalogue.js';

/** How long requests under way may take once the server is told to stop; the whole stop stays below 10 s. */
const DRAIN_MS = 7_000;
/** How long a client of a server that has a successor may go on sending on a connection it keeps. */
const HAND_OVER_MS = 2_000;
const RELAY_POOL_CONNECTIONS = 4;
const OPERATIONS_CONNECTIONS = 2;

export interface RunningServer {
  readonly url: string;
  /**
   * Finishes requests under way, lets the relay confirm what it has sent, and closes everything. Where a successor is
   * there already, nobody's connection is closed at once. Twice is once.
   */
  stop(options?: { readonly handOver?: boolean }): Promise<void>;
}

/**
 * Where another clock, or a fault, is put in from outside: by the fault rig and the testing kit. Production passes none,
 * and no part knows whether there is one.
 */
export interface Overrides {
  /** Milliseconds since 1970, for what depends on the time of day: the validity of tokens. */
  readonly now?: () => number;
  readonly wrapOrders?: (orders: OrderStore) => OrderStore;
  readonly wrapCatalogue?: (catalogue: ProductCatalogue) => ProductCatalogue;
  readonly wrapOutbox?: (outbox: OutboxStore) => OutboxStore;
  readonly wrapPublisher?: (publisher: EventPublisher) => EventPublisher;
  readonly relay?: Pick<RelayDependencies, 'failpoint' | 'options'>;
}

/** Puts the parts together and listens. The broker need not be there, nor the database: readiness tells. */
export async function startServer(config: Config, logger: Logger, overrides: Overrides = {}): Promise<RunningServer> {
  const { now = Date.now, wrapOrders = same, wrapCatalogue = same } = overrides;
  if (config.migrateOnStart) await migrateToLatest(config.databaseUrl);

  const database = connect({
    url: config.databaseUrl,
    poolMax: config.databasePoolMax,
    statementTimeoutMs: config.statementTimeoutMs,
  });
  // Its own connections, so that a flood of requests cannot keep events from leaving, nor health from being told.
  const relayDatabase = connect({
    url: config.databaseUrl,
    poolMax: RELAY_POOL_CONNECTIONS,
    planCacheMode: 'auto', // the outbox is planned for as it is
    applicationName: 'order-service relay',
  });

  // What operators ask for and what keeps house is seldom and may be large: it is planned for its values, and takes no
  // connection from either.
  const operations = connect({
    url: config.databaseUrl,
    poolMax: OPERATIONS_CONNECTIONS,
    planCacheMode: 'auto',
    statementTimeoutMs: config.statementTimeoutMs,
    applicationName: 'order-service operations',
  });

  const outbox = createOutboxStore(relayDatabase);
  const relay = config.broker ? startRelay(config.broker, outbox, logger, overrides) : DISABLED_RELAY;
  const tail = new FeedTail({ feed: createEventFeed(relayDatabase), logger });
  const notify = () => {
    relay.notify();
    tail.notify();
  };
  const orders = wrapOrders(createOrderStore(database, { maxGroupSize: config.groupCommitMax }));
  const idempotency = createIdempotencyStore(database);
  const productClient = createProductClient({
    baseUrl: config.productServiceUrl,
    timeoutMs: config.productServiceTimeoutMs,
    cacheMs: config.productCacheMs,
    logger,
  });
  const { ownerTransitions } = config;
  const streamsEnd = new AbortController();
  let stopping: Promise<void> | undefined;

  const app = createApp({
    authenticate: authenticate({ ...config.signIn, now }),
    requestsPerMinute: config.requestsPerMinute,
    placeOrder: createPlaceOrder({ catalogue: wrapCatalogue(productClient), orders, idempotency, notify }),
    changeOrderStatus: createChangeOrderStatus({ orders, ownerTransitions, notify }),
    orders,
    ownerTransitions,
    feed: createFeedReader({ feed: createEventFeed(database), eventClock: createEventClock(database), tail }),
    stopping: streamsEnd.signal,
    operateOutbox: createOperateOutbox({
      outbox: createOutboxOperations(operations),
      replay: createEventReplay(operations),
      figures: () => outbox.figures(),
      relay: () => relay.status(),
      notify: () => relay.notify(),
    }),
    readStatistics: createReadStatistics(createOrderStatistics(operations)),
    health: {
      ...createDatabaseHealth(relayDatabase),
      outbox: () => outbox.figures().catch(() => undefined),
      relay: () => relay.status(),
      stopping: () => stopping !== undefined,
    },
    logger,
  });

  const housekeeping = startHousekeeping({
    idempotency: createIdempotencyStore(operations),
    idempotencyKeyHours: config.idempotencyKeyHours,
    statistics: createOrderStatistics(operations),
    logger,
  });
  const closeParts = async () => {
    await tail.close();
    await housekeeping.stop();
    await relay.stop();
    productClient.close();
    await closeAll([database, relayDatabase, operations]);
  };
  const handle = app.callback();
  const http = await listen((request, response) => void handle(request, response), config.host, config.port).catch(
    async (error: unknown) => {
      await closeParts();
      throw error;
    },
  );
  logger.info({ host: config.host, url: http.url, broker: config.broker ? 'configured' : 'disabled' }, 'listening');

  return {
    url: http.url,
    stop: ({ handOver = false } = {}) =>
      (stopping ??= (async () => {
        streamsEnd.abort();
        await http.stop(DRAIN_MS, handOver ? HAND_OVER_MS : 0);
        await closeParts();
        logger.info('stopped');
      })()),
  };
}

function startRelay(broker: BrokerConfig, store: OutboxStore, logger: Logger, overrides: Overrides): Relay {
  const { wrapOutbox = same, wrapPublisher = same } = overrides;
  const publisher = wrapPublisher(createRabbitPublisher({ ...broker, logger }));
  const relay = createRelay({ store: wrapOutbox(store), publisher, logger, ...overrides.relay });
  relay.start();
  return relay;
}

function same<T>(part: T): T {
  return part;
}

async function closeAll(databases: readonly Database[]): Promise<void> {
  await Promise.all(databases.map((database) => database.close()));
}

import type { Composition } from './composition.js';
import { createDueOrders } from './db/due-orders.js';
import { createEventFeed } from './db/event-feed.js';
import { createEventRetention } from './db/event-retention.js';
import { createIdempotencyStore } from './db/idempotency-store.js';
import { createOrderStatistics } from './db/order-statistics.js';
import { createSearchUpdates } from './db/search-updates.js';
import { createOutboxStore } from './db/outbox-store.js';
import { databaseAttributes } from './db/statement-tracing.js';
import { traceDueOrders } from './db/trace-due-orders.js';
import { FeedTail } from './feed/feed-tail.js';
import { startHousekeeping, startReadOnlyHousekeeping, type EventRemoval } from './housekeeping/start-housekeeping.js';
import { startTimers } from './housekeeping/timers.js';
import { DISABLED_RELAY } from './outbox/disabled-relay.js';
import { createRabbitPublisher } from './outbox/rabbit-publisher.js';
import { createRelay, type Relay } from './outbox/relay.js';
import { traceClaims, tracePublisher } from './outbox/trace-relay.js';
import type { TimerSource } from './ports/health-source.js';
import type { Notify } from './ports/notify.js';
import type { OutboxStore } from './ports/outbox-store.js';

/** The parts that work without a request. */
export interface BackgroundParts {
  readonly outbox: OutboxStore;
  readonly relay: Relay;
  readonly feedTail: FeedTail;
  readonly timers: TimerSource;
  /** Wakes the parts that read new events. */
  readonly notify: Notify;
}

export function startBackgroundParts(composition: Composition): BackgroundParts {
  const { config, logger, pools, parts, measurements, tracing } = composition;
  const outbox = createOutboxStore(pools.relay);
  const relay = parts.add(createConfiguredRelay(outbox, composition));
  relay.start();
  const feedTail = parts.add(new FeedTail({ feed: createEventFeed(pools.relay), logger }));
  const statistics = createOrderStatistics(pools.operations, { onlyIfAllowed: config.readOnly });
  const search = createSearchUpdates(pools.operations, { onlyIfAllowed: config.readOnly });
  const idempotency = createIdempotencyStore(pools.operations);
  const { idempotencyKeyHours } = config;
  const { removalIntervalMs } = composition.overrides;
  const retention = eventRemoval(composition);
  parts.add(
    config.readOnly
      ? startReadOnlyHousekeeping({ statistics, search, logger })
      : startHousekeeping({
          idempotency,
          idempotencyKeyHours,
          retention,
          statistics,
          search,
          removalIntervalMs,
          logger,
        }),
  );
  const notify = (): void => {
    relay.notify();
    feedTail.notify();
  };
  const untraced = createDueOrders(pools.operations);
  const due = tracing ? traceDueOrders(untraced, tracing, databaseAttributes(config.databaseUrl)) : untraced;
  const timedTransitions = config.readOnly ? [] : config.timedTransitions;
  const running = parts.add(startTimers({ due, timers: timedTransitions, notify, logger }));
  running.onMoved(({ to }, late) => measurements.orders.transitions.timer.add(to, late.length));
  const timers: TimerSource = {
    timers: timedTransitions,
    figures: (timer) => due.figures(timer).catch(() => undefined),
    onMoved: (listener) => running.onMoved(listener),
  };
  return { outbox, relay, feedTail, timers, notify };
}

function eventRemoval({ config, pools, measurements }: Composition): EventRemoval | undefined {
  const { eventRetentionSeconds: maxAgeSeconds } = config;
  if (maxAgeSeconds === undefined) return undefined;
  return {
    events: createEventRetention(pools.operations),
    maxAgeSeconds,
    onRemoved: (events) => void (measurements.orders.eventsRemoved += events),
  };
}

function createConfiguredRelay(outbox: OutboxStore, settings: Composition): Relay {
  const { config, logger, overrides, measurements, tracing } = settings;
  if (!config.broker || config.readOnly) return DISABLED_RELAY;
  const { publishedTypes, ...broker } = config.broker;
  const publisher = overrides.wrapPublisher(createRabbitPublisher({ ...broker, logger }));
  const store = overrides.wrapOutbox(outbox);
  return createRelay({
    store: tracing ? traceClaims(store, tracing, databaseAttributes(config.databaseUrl)) : store,
    publisher: tracing ? tracePublisher(publisher, tracing, broker) : publisher,
    ...(publishedTypes && { publishedTypes }),
    logger,
    confirms: measurements.confirms,
    ...overrides.relay,
  });
}

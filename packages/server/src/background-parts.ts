import type { Composition } from './composition.js';
import { createEventFeed } from './db/event-feed.js';
import { createIdempotencyStore } from './db/idempotency-store.js';
import { createOrderStatistics } from './db/order-statistics.js';
import { createOutboxStore } from './db/outbox-store.js';
import { FeedTail } from './feed/feed-tail.js';
import { startHousekeeping, startReadOnlyHousekeeping } from './housekeeping/start-housekeeping.js';
import { DISABLED_RELAY } from './outbox/disabled-relay.js';
import { createRabbitPublisher } from './outbox/rabbit-publisher.js';
import { createRelay, type Relay } from './outbox/relay.js';
import type { OutboxStore } from './ports/outbox-store.js';

/** The parts that work without a request. */
export interface BackgroundParts {
  readonly outbox: OutboxStore;
  readonly relay: Relay;
  readonly feedTail: FeedTail;
}

export function startBackgroundParts({ config, logger, overrides, pools, parts }: Composition): BackgroundParts {
  const outbox = createOutboxStore(pools.relay);
  const relay = parts.add(createConfiguredRelay(outbox, { config, logger, overrides }));
  relay.start();
  const feedTail = parts.add(new FeedTail({ feed: createEventFeed(pools.relay), logger }));
  const statistics = createOrderStatistics(pools.operations, { onlyIfAllowed: config.readOnly });
  const idempotency = createIdempotencyStore(pools.operations);
  const { idempotencyKeyHours } = config;
  parts.add(
    config.readOnly
      ? startReadOnlyHousekeeping({ statistics, logger })
      : startHousekeeping({ idempotency, idempotencyKeyHours, statistics, logger }),
  );
  return { outbox, relay, feedTail };
}

type RelaySettings = Pick<Composition, 'config' | 'logger' | 'overrides'>;

function createConfiguredRelay(outbox: OutboxStore, { config, logger, overrides }: RelaySettings): Relay {
  if (!config.broker || config.readOnly) return DISABLED_RELAY;
  const { publishedTypes, ...broker } = config.broker;
  const publisher = overrides.wrapPublisher(createRabbitPublisher({ ...broker, logger }));
  return createRelay({
    store: overrides.wrapOutbox(outbox),
    publisher,
    ...(publishedTypes && { publishedTypes }),
    logger,
    ...overrides.relay,
  });
}

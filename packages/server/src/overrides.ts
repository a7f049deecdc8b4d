import type { RelayDependencies } from './outbox/relay.js';
import type { EventPublisher } from './ports/event-publisher.js';
import type { OrderStore } from './ports/order-store.js';
import type { OutboxStore } from './ports/outbox-store.js';
import type { ProductCatalogue } from './ports/product-catalogue.js';

/**
 * Replaces the clock, or wraps a port with something that can fail: for the fault rig and the testing kit. In production
 * there are none.
 */
export interface Overrides {
  /** Milliseconds since 1970. Decides whether tokens are valid. */
  readonly now?: () => number;
  /** How long figures of health and metrics are reported before they are read again. */
  readonly healthMaxAgeMs?: number;
  /** How long a second of a profile takes. */
  readonly profileSecondMs?: number;
  /** The longest pause between two removals of what is too old, such as idempotency keys. */
  readonly removalIntervalMs?: number;
  readonly wrapOrders?: (orders: OrderStore) => OrderStore;
  readonly wrapCatalogue?: (catalogue: ProductCatalogue) => ProductCatalogue;
  readonly wrapOutbox?: (outbox: OutboxStore) => OutboxStore;
  readonly wrapPublisher?: (publisher: EventPublisher) => EventPublisher;
  readonly relay?: Pick<RelayDependencies, 'failpoint' | 'options'>;
}

/** The overrides, with those of production in place of absent ones. */
export function withDefaults({
  now = Date.now,
  healthMaxAgeMs = 1_000,
  profileSecondMs = 1_000,
  removalIntervalMs = 60_000,
  wrapOrders = unchanged,
  wrapCatalogue = unchanged,
  wrapOutbox = unchanged,
  wrapPublisher = unchanged,
  relay = {},
}: Overrides): Required<Overrides> {
  return {
    ...{ now, healthMaxAgeMs, profileSecondMs, removalIntervalMs, relay },
    ...{ wrapOrders, wrapCatalogue, wrapOutbox, wrapPublisher },
  };
}

function unchanged<Part>(part: Part): Part {
  return part;
}

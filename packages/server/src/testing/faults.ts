import type { TcpLink } from './tcp-link.js';

/** What can go wrong around the service. Each lasts until `clear()`; the service itself knows nothing of them. */
export interface Faults {
  /** The product service answers this much later; beyond `PRODUCT_SERVICE_TIMEOUT` (5 s) orders end in 504. */
  productSlow(byMs: number): void;
  /** The product service resets every connection: orders end in 503. */
  productDown(): void;
  /** RabbitMQ resets every connection: events wait in the outbox. @throws Error for a service without a broker */
  brokerAway(): void;
  /** All is well again. */
  clear(): void;
}

interface Links {
  readonly products: TcpLink;
  /** Undefined for a service that publishes nowhere. */
  readonly broker: TcpLink | undefined;
}

export function createFaults({ products, broker }: Links): Faults {
  return {
    productSlow(byMs) {
      products.delayMs = byMs;
    },
    productDown() {
      products.cut();
    },
    brokerAway() {
      if (!broker) throw new Error('This service has no broker that could go away: start it with `broker`.');
      broker.cut();
    },
    clear() {
      products.delayMs = 0;
      for (const link of [products, broker]) link?.mend();
    },
  };
}

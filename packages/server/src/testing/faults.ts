import type { TcpProxy } from './tcp-proxy.js';

/** Faults of the services around the order service, made by TCP proxies. Each lasts until `clear()`. */
export interface Faults {
  /** The product service answers this much later; beyond `PRODUCT_SERVICE_TIMEOUT` (5 s) orders end in 504. */
  productSlow(byMs: number): void;
  /** The product service resets every connection: orders end in 503. */
  productDown(): void;
  /** RabbitMQ resets every connection: events wait in the outbox. @throws Error for a service without a broker */
  brokerDown(): void;
  /** Ends every fault. */
  clear(): void;
}

interface Proxies {
  readonly products: TcpProxy;
  /** Undefined for a service without a broker. */
  readonly broker: TcpProxy | undefined;
}

export function createFaults({ products, broker }: Proxies): Faults {
  return {
    productSlow(byMs) {
      products.fault = { kind: 'latency', delayMs: byMs };
    },
    productDown() {
      cutOff(products);
    },
    brokerDown() {
      if (!broker) throw new Error('This service has no broker. Start it with the option `broker`.');
      cutOff(broker);
    },
    clear() {
      for (const proxy of [products, broker]) if (proxy) proxy.fault = { kind: 'none' };
    },
  };
}

function cutOff(proxy: TcpProxy): void {
  proxy.fault = { kind: 'refusing' };
  proxy.reset();
}

import type { BrokerConfig } from '../config.js';
import { startSampleCatalogue, type SampleCatalogue } from '../embedded/sample-catalogue.js';
import { startOrderService as startService } from '../embedded/start-order-service.js';
import type { OrderService, StartOrderServiceOptions } from '../embedded/start-order-service.js';
import { startTogether, type StartedParts } from '../concurrency/started-parts.js';
import { socketHost } from '../url-host.js';
import { createClock, type Clock } from './clock.js';
import { createFaults, type Faults } from './faults.js';
import { product, type ProductDraft } from './product.js';
import { startTcpProxy, type Target, type TcpProxy } from './tcp-proxy.js';

export interface TestOrderServiceOptions extends Omit<
  StartOrderServiceOptions,
  'products' | 'productServiceUrl' | 'now'
> {
  /** What is sold, each product told as far as it matters; a dozen sample products if absent. */
  readonly products?: Iterable<ProductDraft>;
}

/** A whole order service in this process, for tests of what is built on it. */
export interface TestOrderService extends OrderService {
  /** What is sold: `catalogue.products` is a map by id, and a change to it counts from the next order on. */
  readonly catalogue: SampleCatalogue;
  /** By which tokens are signed and expire. The times of orders and events are the database's own. */
  readonly clock: Clock;
  readonly faults: Faults;
}

const AMQP_PORT = 5672;

/**
 * Starts the order service with all it needs on free ports, its product service and its broker behind proxies that
 * can fail. Any number can run side by side, each on a PostgreSQL of its own or, much faster, on databases of one.
 * @throws EmbeddedPostgresError, or what connecting to `databaseUrl` failed with, with nothing left running
 */
export async function startOrderService(options: TestOrderServiceOptions = {}): Promise<TestOrderService> {
  return await startTogether((parts) => startParts(options, parts));
}

async function startParts(
  { products, cataloguePort, broker, ...rest }: TestOrderServiceOptions,
  parts: StartedParts,
): Promise<TestOrderService> {
  const catalogue = parts.add(
    await startSampleCatalogue({
      ...(products && { products: Array.from(products, product) }),
      ...(cataloguePort !== undefined && { port: cataloguePort }),
    }),
  );
  const productProxy = parts.add(await startProxyFor(new URL(catalogue.url)));
  const brokerProxy = broker && parts.add(await startProxyFor(plainAmqp(broker)));
  const clock = createClock();
  const service = parts.add(
    await startService({
      ...rest,
      now: () => clock.now(),
      productServiceUrl: `http://127.0.0.1:${productProxy.port}`,
      ...(brokerProxy && { broker: { ...broker, url: through(brokerProxy, broker.url) } }),
    }),
  );
  const faults = createFaults({ products: productProxy, broker: brokerProxy });
  return { ...service, catalogue, clock, faults, stop: () => parts.stop() };
}

function startProxyFor(url: URL): Promise<TcpProxy> {
  const target = targetOf(url);
  return startTcpProxy(() => [target]);
}

function targetOf(url: URL): Target {
  return { host: socketHost(url), port: Number(url.port || AMQP_PORT) };
}

/** Through a proxy on 127.0.0.1, TLS could not verify the broker's host name. */
function plainAmqp({ url }: BrokerConfig): URL {
  const parsed = new URL(url);
  if (parsed.protocol !== 'amqp:') throw new Error('The broker of a test service is reached by amqp://, not by TLS.');
  return parsed;
}

function through(proxy: TcpProxy, url: string): string {
  const parsed = new URL(url);
  parsed.hostname = '127.0.0.1';
  parsed.port = String(proxy.port);
  return parsed.href;
}

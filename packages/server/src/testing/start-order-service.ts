import { startTogether, type StartedParts } from '../concurrency/started-parts.js';
import type { BrokerConfig } from '../config/broker.js';
import { startSampleCatalogue, type SampleCatalogue } from '../embedded/sample-catalogue.js';
import {
  startOrderService as startEmbeddedService,
  type OrderService,
  type StartOrderServiceOptions,
} from '../embedded/start-order-service.js';
import { socketHost } from '../url-host.js';
import { createClock, type Clock } from './clock.js';
import { createFaults, type Faults } from './faults.js';
import { product, type ProductDraft } from './product.js';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.js';

export interface TestOrderServiceOptions extends Omit<StartOrderServiceOptions, 'products' | 'productServiceUrl'> {
  /** The products of the catalogue, each with the members that matter to the test; a dozen sample products if absent. */
  readonly products?: Iterable<ProductDraft>;
}

/** A whole order service in this process, with a clock and faults, for tests of software that uses it. */
export interface TestOrderService extends OrderService {
  /** `catalogue.products` is a map by id. A change to it takes effect with the next order. */
  readonly catalogue: SampleCatalogue;
  /** Decides when tokens are signed and expire. The times of orders and events are those of the database. */
  readonly clock: Clock;
  readonly faults: Faults;
}

const AMQP_PORT = 5672;

/**
 * Starts the order service on free ports, with its product service and its broker behind proxies that can fail. Any number
 * can run at the same time, each on a PostgreSQL of its own or, much faster, on databases of one PostgreSQL.
 * @throws EmbeddedPostgresError, or the error of a connection to `databaseUrl`; then nothing is left running
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
  const brokerProxy = broker && parts.add(await startProxyFor(unencryptedUrl(broker)));
  const clock = createClock();
  const service = parts.add(
    await startEmbeddedService(
      {
        ...rest,
        productServiceUrl: urlThrough(productProxy, catalogue.url),
        ...(brokerProxy && { broker: { ...broker, url: urlThrough(brokerProxy, broker.url) } }),
      },
      { now: () => clock.now() },
    ),
  );
  const faults = createFaults({ products: productProxy, broker: brokerProxy });
  return { ...service, catalogue, clock, faults, stop: () => parts.stop() };
}

function startProxyFor(url: URL): Promise<TcpProxy> {
  const target = { host: socketHost(url), port: Number(url.port || AMQP_PORT) };
  return startTcpProxy(() => [target]);
}

/** Through a proxy on 127.0.0.1, TLS could not verify the broker's host name. */
function unencryptedUrl({ url }: BrokerConfig): URL {
  const parsed = new URL(url);
  if (parsed.protocol !== 'amqp:')
    throw new Error('The broker of a test service must have an amqp:// URL, without TLS.');
  return parsed;
}

function urlThrough(proxy: TcpProxy, targetUrl: string): string {
  const url = new URL(targetUrl);
  url.hostname = '127.0.0.1';
  url.port = String(proxy.port);
  return url.href.replace(/\/$/, '');
}

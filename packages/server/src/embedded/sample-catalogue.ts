import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openListener } from '../open-listener.js';
import { listenerUrl } from '../url-host.js';
import { sampleProducts, type SampleProduct } from './sample-products.js';

export { sampleProducts, type SampleProduct } from './sample-products.js';

/** A stand-in for the shop's product service. */
export interface SampleCatalogue {
  /** The base URL, without a trailing slash. */
  readonly url: string;
  /** The products by id. A change takes effect with the next request. */
  readonly products: Map<number, SampleProduct>;
  /** Closes the listener and every connection. Idempotent. */
  stop(): Promise<void>;
}

export interface SampleCatalogueOptions {
  /** Any free one if absent. */
  readonly port?: number;
  /** 127.0.0.1 if absent. */
  readonly host?: string;
  /** `sampleProducts()` if absent. */
  readonly products?: Iterable<SampleProduct>;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const PRODUCTS_PATH = '/api/v1/products';
const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;
/** Longer than clients keep idle connections, so that the client closes them first. */
const KEEP_ALIVE_MS = 75_000;

/**
 * Serves products in the same form as the shop's product service: `GET /api/v1/products/{id}`, `GET /api/v1/products` with `limit`,
 * `offset` and `is_active`, and `GET /health`.
 *
 * @throws ListenerError
 */
export async function startSampleCatalogue(options: SampleCatalogueOptions = {}): Promise<SampleCatalogue> {
  const { port = 0, host = '127.0.0.1' } = options;
  const products = new Map([...(options.products ?? sampleProducts())].map((product) => [product.id, product]));
  const server = createServer((request, response) => send(response, answer(request, products)));
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await openListener(server, host, port);

  const { port: boundPort } = server.address() as AddressInfo;
  let stopping: Promise<unknown> | undefined;
  return {
    url: listenerUrl(host, boundPort),
    products,
    stop: async () => {
      if (!stopping) {
        stopping = once(server, 'close');
        server.close();
        server.closeAllConnections();
      }
      await stopping;
    },
  };
}

function send(response: ServerResponse, { status, body }: Answer): void {
  const json = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) });
  response.end(json);
}

function answer(request: IncomingMessage, products: ReadonlyMap<number, SampleProduct>): Answer {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://catalogue');
  const [, id] = /^\/api\/v1\/products\/([^/]+)$/.exec(pathname) ?? [];
  const known = id !== undefined || pathname === PRODUCTS_PATH || pathname === '/health';
  if (!known) return { status: 404, body: { detail: 'Not Found' } };
  if (request.method !== 'GET') return { status: 405, body: { detail: 'Method Not Allowed' } };
  if (id !== undefined) return oneProduct(id, products);
  if (pathname === PRODUCTS_PATH) return productList(searchParams, products);
  return { status: 200, body: { status: 'healthy', service: 'sample-catalogue' } };
}

function oneProduct(id: string, products: ReadonlyMap<number, SampleProduct>): Answer {
  if (!/^-?\d+$/.test(id)) return invalid(['path', 'product_id'], id);
  const product = products.get(Number(id));
  return product ? { status: 200, body: product } : { status: 404, body: { detail: 'Product not found' } };
}

function productList(query: URLSearchParams, products: ReadonlyMap<number, SampleProduct>): Answer {
  const limit = Number(query.get('limit') ?? DEFAULT_LIMIT);
  const offset = Number(query.get('offset') ?? 0);
  const active = query.get('is_active');
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT)
    return invalid(['query', 'limit'], query.get('limit'));
  if (!Number.isInteger(offset) || offset < 0) return invalid(['query', 'offset'], query.get('offset'));
  if (active !== null && active !== 'true' && active !== 'false') return invalid(['query', 'is_active'], active);

  const chosen = [...products.values()].filter((product) => active === null || String(product.is_active) === active);
  const items = chosen.slice(offset, offset + limit);
  return { status: 200, body: { items, total: chosen.length, limit, offset } };
}

/** The product service's response to an invalid parameter. */
function invalid(location: [place: string, name: string], input: string | null): Answer {
  return { status: 422, body: { detail: [{ type: 'value_error', loc: location, msg: 'Input is not valid', input }] } };
}

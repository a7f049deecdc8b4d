import type { Trace } from '../ports/trace.js';
import type { Product } from '../domain/product.js';
import type { LookUpContext, ProductCatalogue } from '../ports/product-catalogue.js';
import { ExpiringCache } from '../concurrency/expiring-cache.js';
import { createBreaker, type BreakerLogger, type BreakerOptions } from './breaker.js';
import type { Cancellation } from './cancellation.js';
import {
  ProductServiceInvalidResponseError,
  ProductServiceTimeoutError,
  ProductServiceUnavailableError,
} from '../ports/dependency-errors.js';
import { createHttpGetter, type Answer } from './http-get.js';
import { parseProduct } from './parse-product.js';
import { SharedCalls, type Share } from './shared-calls.js';

const MAX_CACHED_PRODUCTS = 10_000;
const DEFAULT_RETRY_AFTER_SECONDS = 2;
const MAX_RETRY_AFTER_SECONDS = 300;

export interface ProductClientOptions {
  /** `http:` or `https:`; a path is a prefix of the service's own. */
  readonly baseUrl: string;
  /** For a product's whole look-up: waiting for a connection, connecting, headers, body and a second attempt. */
  readonly timeoutMs: number;
  /** Connections kept alive to the product service; look-ups beyond wait for one. */
  readonly maxConnections?: number | undefined;
  readonly logger?: BreakerLogger | undefined;
  readonly breaker?: BreakerOptions | undefined;
  /** How old a product's description may be that an order is made from. 0, the default: none is kept. */
  readonly cacheMs?: number | undefined;
}

export interface ProductClient extends ProductCatalogue {
  /** Closes the pool. To be called when no look-up is under way. */
  close(): void;
}

/**
 * The product service over HTTP. Orders that look up the same product at the same time share the request; the ids of
 * the first go with it.
 */
export function createProductClient(options: ProductClientOptions): ProductClient {
  const { baseUrl, timeoutMs, maxConnections = 64, cacheMs = 0 } = options;
  const http = createHttpGetter(baseUrl, maxConnections);
  const breaker = createBreaker(options.breaker, options.logger);
  const calls = new SharedCalls<number, Product | undefined>();
  const cache = new ExpiringCache<number, Product>(MAX_CACHED_PRODUCTS, () => performance.now());

  async function ask(productId: number, trace: Trace, call: Cancellation): Promise<Answer> {
    let answer: Answer;
    try {
      answer = await http.get(`/api/v1/products/${productId}`, headersFor(trace), call);
    } catch (error) {
      if (call.reason) throw call.reason;
      if (isHttpParserError(error))
        throw new ProductServiceInvalidResponseError(productId, 'is not HTTP', { cause: error });
      throw new ProductServiceUnavailableError(DEFAULT_RETRY_AFTER_SECONDS, { cause: error });
    }
    if (answer.status >= 500 || answer.status === 429) {
      throw new ProductServiceUnavailableError(retryAfterSeconds(answer), {
        cause: new Error(`The product service answered ${answer.status} for product ${productId}`),
      });
    }
    return answer;
  }

  async function fetchProduct(productId: number, trace: Trace, call: Cancellation): Promise<Product | undefined> {
    const timer = setTimeout(() => call.cancel(new ProductServiceTimeoutError(timeoutMs)), timeoutMs);
    try {
      const answer = await breaker.run(productId, () => ask(productId, trace, call));
      const product = readAnswer(productId, answer);
      if (product && cacheMs > 0) cache.set(productId, product, performance.now() + cacheMs);
      return product;
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    async lookUp(productIds, context: LookUpContext) {
      context.signal?.throwIfAborted();
      const found = new Map<number, Product>();
      const shares: Share<Product | undefined>[] = [];
      for (const productId of new Set(productIds)) {
        const cached = cache.get(productId);
        if (cached) found.set(productId, cached);
        else shares.push(calls.join(productId, (call) => fetchProduct(productId, context, call)));
      }
      try {
        const answers = Promise.all(shares.map((share) => share.answer));
        for (const product of await untilAborted(answers, context.signal)) if (product) found.set(product.id, product);
        return found;
      } finally {
        for (const share of shares) share.leave();
      }
    },
    close: () => http.close(),
  };
}

function headersFor({ requestId, traceparent }: Trace): Record<string, string> {
  return {
    accept: 'application/json',
    'accept-encoding': 'identity',
    'x-request-id': requestId,
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}

/** The ladder from HTTP to a product, or undefined when there is none. */
function readAnswer(productId: number, { status, body }: Answer): Product | undefined {
  if (status === 404) return undefined;
  if (status !== 200) throw new ProductServiceInvalidResponseError(productId, `has the status ${status}`);
  if (!body) throw new ProductServiceInvalidResponseError(productId, 'is larger than 1 MB');
  return parseProduct(productId, body);
}

/** The service's own `Retry-After` in seconds (RFC 9110), where it is one that a caller should wait for. */
function retryAfterSeconds({ headers }: Answer): number {
  const asked = Number(headers['retry-after']); // NaN for a date, which no product service of ours sends
  const sane = Number.isInteger(asked) && asked >= 1 && asked <= MAX_RETRY_AFTER_SECONDS;
  return sane ? asked : DEFAULT_RETRY_AFTER_SECONDS;
}

function isHttpParserError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('HPE_');
}

/** `promise`, or the reason of `signal` as soon as it aborts. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

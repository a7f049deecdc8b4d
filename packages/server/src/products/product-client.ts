import { BrokenCircuitError } from 'cockatiel';
import { ExpiringCache } from '../concurrency/expiring-cache.js';
import type { Product } from '../domain/product.js';
import { createProductMeasurements, type LookUpOutcome, type ProductMeasurements } from '../measuring/measurements.js';
import {
  ProductServiceInvalidResponseError,
  ProductServiceTimeoutError,
  ProductServiceUnavailableError,
} from '../ports/dependency-errors.js';
import type { LookUpContext, ProductCatalogue } from '../ports/product-catalogue.js';
import type { Trace } from '../ports/trace.js';
import { createBreaker, type BreakerLogger, type BreakerOptions } from './breaker.js';
import type { CancelToken } from './cancel-token.js';
import { ContentCodingError, decodeContent, TOO_LARGE } from './content-coding.js';
import { createHttpGetter, MAX_BODY_BYTES, type HttpGetter, type HttpResponse } from './http-get.js';
import { isProductNotFound, parseProduct } from './parse-product.js';
import { SingleFlight, type SharedCall } from './single-flight.js';

const MAX_CACHED_PRODUCTS = 10_000;
const DEFAULT_RETRY_AFTER_SECONDS = 2;
const MAX_RETRY_AFTER_SECONDS = 300;

export interface ProductClientOptions {
  /** `http:` or `https:`. A path is put before the paths of the service. */
  readonly baseUrl: string;
  /** For the whole look-up of a product: waiting for a connection, connecting, headers, body and a second attempt. */
  readonly timeoutMs: number;
  /** Connections to the product service. Further look-ups wait for one. */
  readonly maxConnections?: number;
  readonly logger?: BreakerLogger;
  readonly breaker?: BreakerOptions;
  /** For how long a product may be kept and used again; 0, the default, keeps none. */
  readonly cacheMs?: number;
  readonly measurements?: ProductMeasurements;
  /** Wraps what sends the requests. */
  readonly wrapHttp?: (http: HttpGetter) => HttpGetter;
}

export interface ProductClient extends ProductCatalogue {
  /** Closes the connections. To be called when no look-up is in flight. */
  close(): void;
}

/**
 * The product service over HTTP. Orders that look up the same product at the same time share one request, which has the
 * trace ids of the first of them.
 */
export function createProductClient(options: ProductClientOptions): ProductClient {
  const { baseUrl, timeoutMs, maxConnections = 64, cacheMs = 0, wrapHttp } = options;
  const { measurements = createProductMeasurements() } = options;
  const getter = createHttpGetter(baseUrl, maxConnections);
  const http = wrapHttp?.(getter) ?? getter;
  const breaker = createBreaker(options.breaker, options.logger, measurements);
  const lookUps = new SingleFlight<number, Product | undefined>();
  const cache = new ExpiringCache<number, Product>(MAX_CACHED_PRODUCTS, () => performance.now());

  async function request(productId: number, trace: Trace, token: CancelToken): Promise<HttpResponse> {
    let response: HttpResponse;
    try {
      response = await http.get(`/api/v1/products/${productId}`, headersFor(trace), token);
    } catch (error) {
      if (token.reason) throw token.reason;
      if (isHttpParserError(error))
        throw new ProductServiceInvalidResponseError(productId, 'is not HTTP', { cause: error });
      throw new ProductServiceUnavailableError(DEFAULT_RETRY_AFTER_SECONDS, { cause: error });
    }
    if (response.status >= 500 || response.status === 429) {
      throw new ProductServiceUnavailableError(retryAfterSeconds(response), {
        cause: new Error(`The product service answered ${response.status} for product ${productId}`),
      });
    }
    return response;
  }

  async function fetchProduct(productId: number, trace: Trace, token: CancelToken): Promise<Product | undefined> {
    const timer = setTimeout(() => token.cancel(new ProductServiceTimeoutError(timeoutMs)), timeoutMs);
    const startedMs = performance.now();
    let outcome: LookUpOutcome = 'not_found';
    measurements.sources.add('call');
    try {
      const response = await breaker.run(productId, () => request(productId, trace, token));
      const product = await readProduct(productId, response);
      if (product && cacheMs > 0) cache.set(productId, product, performance.now() + cacheMs);
      if (product) outcome = 'found';
      return product;
    } catch (error) {
      outcome = outcomeOf(error);
      throw error;
    } finally {
      clearTimeout(timer);
      measurements.lookUps.of(outcome).observe((performance.now() - startedMs) / 1_000);
    }
  }

  return {
    async lookUp(productIds, context: LookUpContext) {
      context.signal?.throwIfAborted();
      const found = new Map<number, Product>();
      const calls: SharedCall<Product | undefined>[] = [];
      for (const productId of new Set(productIds)) {
        const cached = cache.get(productId);
        if (cached) {
          measurements.sources.add('cache');
          found.set(productId, cached);
          continue;
        }
        if (lookUps.has(productId)) measurements.sources.add('shared');
        calls.push(lookUps.join(productId, (token) => fetchProduct(productId, context, token)));
      }
      try {
        const results = Promise.all(calls.map((call) => call.result));
        for (const product of await untilAborted(results, context.signal)) if (product) found.set(product.id, product);
        return found;
      } finally {
        for (const call of calls) call.leave();
      }
    },
    close: () => http.close(),
  };
}

function outcomeOf(error: unknown): LookUpOutcome {
  if (error instanceof ProductServiceTimeoutError) return 'timeout';
  if (error instanceof ProductServiceInvalidResponseError) return 'invalid_response';
  if (!(error instanceof ProductServiceUnavailableError)) return 'cancelled';
  return error.cause instanceof BrokenCircuitError ? 'suspended' : 'unavailable';
}

function headersFor({ requestId, traceparent }: Trace): Record<string, string> {
  return {
    accept: 'application/json',
    'accept-encoding': 'identity',
    'x-request-id': requestId,
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}

/** The product in a response; undefined when the product service says that there is none. */
async function readProduct(productId: number, response: HttpResponse): Promise<Product | undefined> {
  const { status, headers } = response;
  if (status !== 200 && status !== 404) {
    throw new ProductServiceInvalidResponseError(productId, `has the status ${status}`);
  }
  const body = await readBody(productId, response);
  if (status === 200) return parseProduct(productId, body);
  if (isProductNotFound(headers['content-type'], body)) return undefined;
  throw new ProductServiceInvalidResponseError(productId, 'has the status 404, but not from the product service', {
    cause: new Error('The 404 is not that of the product service: check the host and the path of PRODUCT_SERVICE_URL'),
  });
}

async function readBody(productId: number, { headers, body }: HttpResponse): Promise<Buffer> {
  try {
    if (!body) throw new ContentCodingError(TOO_LARGE);
    return await decodeContent(body, headers['content-encoding'] ?? '', MAX_BODY_BYTES);
  } catch (error) {
    if (!(error instanceof ContentCodingError)) throw error;
    throw new ProductServiceInvalidResponseError(productId, error.message, { cause: error.cause });
  }
}

/** The `Retry-After` of the response if it is in seconds (RFC 9110, section 10.2.3) and reasonable, else the default. */
function retryAfterSeconds({ headers }: HttpResponse): number {
  const seconds = Number(headers['retry-after']); // NaN for a date
  const isUsable = Number.isInteger(seconds) && seconds >= 1 && seconds <= MAX_RETRY_AFTER_SECONDS;
  return isUsable ? seconds : DEFAULT_RETRY_AFTER_SECONDS;
}

function isHttpParserError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('HPE_');
}

/** Settles as `promise`, or rejects with the reason of `signal` as soon as that aborts. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

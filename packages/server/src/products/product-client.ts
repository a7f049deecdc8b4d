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
import { callForAll } from './call-for-all.js';
import { createHttpGetter, type HttpGetter } from './http-get.js';
import type { ProductIds, ProductsFound } from './parse-product.js';
import { createProductRequests } from './product-requests.js';
import { SingleFlight, type SharedCall } from './single-flight.js';

const MAX_CACHED_PRODUCTS = 10_000;

export interface ProductClientOptions {
  /** `http:` or `https:`. A path is put before the paths of the service. */
  readonly baseUrl: string;
  /**
   * Where the products of an order are looked up in one request: a path and query with `{ids}`. Undefined to look up each
   * alone.
   */
  readonly batchPath?: string;
  /** For the whole look-up: waiting for a connection, connecting, headers, body and a second attempt. */
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
  const { baseUrl, batchPath, timeoutMs, maxConnections = 64, cacheMs = 0, wrapHttp } = options;
  const { measurements = createProductMeasurements() } = options;
  const getter = createHttpGetter(baseUrl, maxConnections);
  const http = wrapHttp?.(getter) ?? getter;
  const requests = createProductRequests(http, batchPath);
  const breaker = createBreaker(options.breaker, options.logger, measurements);
  const lookUps = new SingleFlight<number, Product | undefined>();
  const cache = new ExpiringCache<number, Product>(MAX_CACHED_PRODUCTS, () => performance.now());

  async function fetchProducts(ids: ProductIds, trace: Trace, token: CancelToken): Promise<ProductsFound> {
    const timer = setTimeout(() => token.cancel(new ProductServiceTimeoutError(timeoutMs)), timeoutMs);
    const startedMs = performance.now();
    let outcome: LookUpOutcome = 'not_found';
    try {
      const response = await breaker.run(ids, () => requests.send(ids, trace, token));
      const found = await requests.read(ids, response);
      if (found.size > 0) outcome = 'found';
      for (const [id, product] of found) {
        if (product instanceof Error) outcome = outcomeOf(product);
        else if (cacheMs > 0) cache.set(id, product, performance.now() + cacheMs);
      }
      return found;
    } catch (error) {
      outcome = outcomeOf(error);
      throw error;
    } finally {
      clearTimeout(timer);
      measurements.lookUps.of(outcome).observe((performance.now() - startedMs) / 1_000);
    }
  }

  /** Starts the look-ups of `ids`: in one request where the product service answers batches. */
  function start(ids: readonly number[], trace: Trace): SharedCall<Product | undefined>[] {
    if (batchPath === undefined) {
      return ids.map((id) =>
        lookUps.start(id, async (token) => productOf(id, await fetchProducts([id], trace, token))),
      );
    }
    if (!isNotEmpty(ids)) return [];
    const fetch = callForAll(ids.length, (token) => fetchProducts(ids, trace, token));
    return ids.map((id) => lookUps.start(id, async (token) => productOf(id, await fetch(token))));
  }

  return {
    async lookUp(productIds, context: LookUpContext) {
      context.signal?.throwIfAborted();
      const found = new Map<number, Product>();
      const calls: SharedCall<Product | undefined>[] = [];
      const missing: number[] = [];
      for (const productId of new Set(productIds)) {
        const cached = cache.get(productId);
        const running = cached ? undefined : lookUps.join(productId);
        if (cached) found.set(productId, cached);
        else if (running) calls.push(running);
        else missing.push(productId);
        measurements.sources.add(cached ? 'cache' : running ? 'shared' : 'call');
      }
      calls.push(...start(missing, context));
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

function isNotEmpty(ids: readonly number[]): ids is ProductIds {
  return ids.length > 0;
}

/** @throws ProductServiceInvalidResponseError for an invalid product */
function productOf(id: number, found: ProductsFound): Product | undefined {
  const product = found.get(id);
  if (product instanceof Error) throw product;
  return product;
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

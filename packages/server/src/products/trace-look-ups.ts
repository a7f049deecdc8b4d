import type { ProductCatalogue } from '../ports/product-catalogue.js';
import type { Tracing } from '../ports/tracing.js';
import { socketPort } from '../url-host.js';
import type { HttpGetter } from './http-get.js';

/** The catalogue with a span of each look-up: the wait for a connection, or for a request that another order has made. */
export function traceCatalogue(catalogue: ProductCatalogue, tracing: Tracing): ProductCatalogue {
  return {
    async lookUp(productIds, context) {
      const parent = tracing.active();
      if (!parent) return await catalogue.lookUp(productIds, context);
      const attributes = { 'order_service.products': productIds.length };
      const span = tracing.start(parent, 'look up products', { attributes });
      try {
        return await tracing.run(span, () => catalogue.lookUp(productIds, context));
      } catch (error) {
        span.fail(errorTypeOf(error));
        throw error;
      } finally {
        span.end();
      }
    },
  };
}

const BAD_REQUEST = 400;

/**
 * The getter with a span of each request, which the product service continues (semantic conventions of HTTP). A request that
 * several orders share is in the trace of the first of them.
 */
export function traceRequestsOf(http: HttpGetter, baseUrl: string, tracing: Tracing): HttpGetter {
  const address = new URL(baseUrl);
  const server = { 'server.address': address.hostname, 'server.port': socketPort(address) };
  return {
    async get(request, token) {
      const parent = tracing.active();
      if (!parent) return await http.get(request, token);
      const { path, template, headers } = request;
      const span = tracing.start(parent, `GET ${template}`, {
        kind: 'client',
        attributes: {
          'http.request.method': 'GET',
          'url.full': `${address.origin}${path}`,
          'url.template': template,
          ...server,
        },
      });
      try {
        const response = await http.get({ ...request, headers: { ...headers, traceparent: span.traceparent } }, token);
        span.set({ 'http.response.status_code': response.status });
        if (response.status >= BAD_REQUEST) span.fail(String(response.status));
        return response;
      } catch (error) {
        span.fail(errorTypeOf(error));
        throw error;
      } finally {
        span.end();
      }
    },
    close: () => http.close(),
  };
}

/** The code of an error of a socket, or its class. */
function errorTypeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'Error';
  const { code, name } = error as NodeJS.ErrnoException;
  return code ?? name;
}

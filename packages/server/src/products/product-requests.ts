import { errors } from 'undici';
import { ProductServiceInvalidResponseError, ProductServiceUnavailableError } from '../ports/dependency-errors.js';
import type { Trace } from '../ports/trace.js';
import type { CancelToken } from './cancel-token.js';
import { ContentCodingError, decodeContent, tooLarge } from './content-coding.js';
import type { HttpGetter, HttpRequest, HttpResponse } from './http-get.js';
import {
  isProductNotFound,
  parseProduct,
  parseProducts,
  type ProductIds,
  type ProductsFound,
} from './parse-product.js';

/** Stands for the comma list of ids in the path of a batch. */
export const IDS = '{ids}';

/** Far more than any product needs, and harmless for memory. */
const MAX_PRODUCT_BYTES = 2 ** 20;
/** For the hundred products that an order may have. */
const MAX_BATCH_BYTES = 4 * 2 ** 20;

const DEFAULT_RETRY_AFTER_SECONDS = 2;
const MAX_RETRY_AFTER_SECONDS = 300;

/** The requests of the product service, each with its answer read. */
export interface ProductRequests {
  /**
   * Sends one request for all `productIds`, which are several only where the product service answers batches.
   * @throws ProductServiceUnavailableError, ProductServiceInvalidResponseError, or the reason of `token`
   */
  send(productIds: ProductIds, trace: Trace, token: CancelToken): Promise<HttpResponse>;
  /** @throws ProductServiceInvalidResponseError when the response is not about `productIds` */
  read(productIds: ProductIds, response: HttpResponse): Promise<ProductsFound>;
}

/** @param batchPath the path and query of a batch, with `{ids}` for the ids; undefined to look up each product alone */
export function createProductRequests(http: HttpGetter, batchPath: string | undefined): ProductRequests {
  const maxBytes = batchPath === undefined ? MAX_PRODUCT_BYTES : MAX_BATCH_BYTES;
  const requestFor = (productIds: readonly number[], headers: Readonly<Record<string, string>>): HttpRequest =>
    batchPath === undefined
      ? { path: `/api/v1/products/${productIds[0]}`, template: '/api/v1/products/{product_id}', headers, maxBytes }
      : { path: batchPath.replace(IDS, productIds.join(',')), template: batchPath, headers, maxBytes };

  return {
    async send(productIds, trace, token) {
      const [productId] = productIds;
      let response: HttpResponse;
      try {
        response = await http.get(requestFor(productIds, headersFor(trace)), token);
      } catch (error) {
        if (token.reason) throw token.reason;
        if (error instanceof errors.HTTPParserError)
          throw new ProductServiceInvalidResponseError(productId, 'is not HTTP', { cause: error });
        throw new ProductServiceUnavailableError(DEFAULT_RETRY_AFTER_SECONDS, { cause: error });
      }
      if (response.status >= 500 || response.status === 429) {
        throw new ProductServiceUnavailableError(retryAfterSeconds(response), {
          cause: new Error(`The product service answered ${response.status} for product ${productIds.join(', ')}`),
        });
      }
      return response;
    },
    read: batchPath === undefined ? readProduct : readBatch,
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

/** The product in a response; none when the product service says so. */
async function readProduct([productId]: ProductIds, response: HttpResponse): Promise<ProductsFound> {
  const { status, headers } = response;
  if (status !== 200 && status !== 404) throw unexpectedStatus(productId, status);
  const body = await readBody(productId, response, MAX_PRODUCT_BYTES);
  if (status === 200) return new Map([[productId, parseProduct(productId, body)]]);
  if (isProductNotFound(headers['content-type'], body)) return new Map();
  throw new ProductServiceInvalidResponseError(productId, 'has the status 404, but not from the product service', {
    cause: new Error('The 404 is not that of the product service: check the host and the path of PRODUCT_SERVICE_URL'),
  });
}

async function readBatch(productIds: ProductIds, response: HttpResponse): Promise<ProductsFound> {
  if (response.status !== 200) {
    throw unexpectedStatus(productIds[0], response.status, {
      cause: new Error('The product service answers no batches at PRODUCT_BATCH_PATH: correct it, or remove it'),
    });
  }
  return parseProducts(productIds, await readBody(productIds[0], response, MAX_BATCH_BYTES));
}

function unexpectedStatus(productId: number, status: number, options?: ErrorOptions): Error {
  return new ProductServiceInvalidResponseError(productId, `has the status ${status}`, options);
}

async function readBody(productId: number, { headers, body }: HttpResponse, maxBytes: number): Promise<Buffer> {
  try {
    if (!body) throw new ContentCodingError(tooLarge(maxBytes));
    return await decodeContent(body, headers['content-encoding'] ?? '', maxBytes);
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

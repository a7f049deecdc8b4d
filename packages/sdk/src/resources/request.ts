import type { ApiPromise } from '../api-promise.js';
import type { paths } from '../generated/schema.js';
import type { ContractPath, ContractRequest, Data, HttpClient, Method } from '../http/http-client.js';
import type { Open } from '../open.js';
import type { CallOptions } from '../options.js';

/** How a request may be repeated. */
export interface RequestTraits {
  /**
   * A repetition has no further effect, so that the request is retried as a read is. Assumed of `GET`, `HEAD`, `PUT` and
   * `DELETE`, and of requests with an `Idempotency-Key` or `If-Match` header.
   */
  readonly idempotent?: boolean | undefined;
}

/** A request to a path that the contract does not have. */
export interface RawRequest extends CallOptions, RequestTraits {
  /** Values for each `{name}` in the path. */
  readonly path?: Readonly<Record<string, string | number>> | undefined;
  /** Parameters of the query. Those that are `undefined` are left out. */
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
}

/** A request of the contract: its parameters by their place (`path`, `query`, `header`), its body, and the call's options. */
export type TypedRequest<M extends Method, Path extends ContractPath<M>> = ContractRequest<M, Path> &
  RequestTraits &
  CallOptions;

/** The request may be left out where nothing of it is required. */
type Rest<Request> = object extends Request ? [request?: Request] : [request: Request];

/** What a successful answer holds; `unknown` where the contract has no JSON. */
type AnswerOf<M extends Method, Path extends ContractPath<M>> = [Data<M, Path>] extends [never]
  ? unknown
  : Open<Data<M, Path>>;

/**
 * Sends any request to the service, with the client's token, retries and errors. Parameters, body and answer are typed
 * where the contract has the path, written as it stands there; any other path takes anything and resolves to `unknown`.
 * An answer that is not JSON can be had by `asResponse()`.
 *
 * @example
 * const order = await client.request('GET', '/api/v1/orders/{order_id}', { path: { order_id: 257 } });
 * const report = await client.request('POST', '/api/v2/reports', { body: { year: 2026 }, idempotent: true });
 */
export interface SendRequest {
  /** Reads something that the contract has. */
  <Path extends ContractPath<'get'>>(
    method: 'GET',
    path: Path,
    ...request: Rest<TypedRequest<'get', Path>>
  ): ApiPromise<AnswerOf<'get', Path>>;
  /** Sends a `POST` that the contract has. */
  <Path extends ContractPath<'post'>>(
    method: 'POST',
    path: Path,
    ...request: Rest<TypedRequest<'post', Path>>
  ): ApiPromise<AnswerOf<'post', Path>>;
  /** Sends a `PATCH` that the contract has. */
  <Path extends ContractPath<'patch'>>(
    method: 'PATCH',
    path: Path,
    ...request: Rest<TypedRequest<'patch', Path>>
  ): ApiPromise<AnswerOf<'patch', Path>>;
  /** Sends a request that the contract does not have. The path begins with `/` and follows the client's `baseUrl`. */
  <Path extends string>(
    method: string,
    path: Path extends keyof paths ? never : Path,
    request?: RawRequest,
  ): ApiPromise<unknown>;
}

export function sendRequest(http: HttpClient): SendRequest {
  return (method: string, path: string, request: RawRequest = {}): ApiPromise<never> => {
    const { timeoutMs, deadlineMs, maxRetries, maxConnectionRetries, signal, headers, idempotent, ...parts } = request;
    const options = { timeoutMs, deadlineMs, maxRetries, maxConnectionRetries, signal, headers };
    return http.send<never>(method.toUpperCase(), path, { ...parts, idempotent: idempotent ?? false }, options);
  };
}

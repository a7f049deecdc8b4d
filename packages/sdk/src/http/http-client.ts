import {
  createFinalURL,
  createQuerySerializer,
  defaultBodySerializer,
  defaultPathSerializer,
  mergeHeaders,
  type Client,
  type ClientPathsWithMethod,
  type MethodResponse,
  type RequestBodyOption,
} from 'openapi-fetch';
import { apiPromise, type ApiPromise } from '../api-promise.js';
import type { paths } from '../generated/schema.js';
import type { Open } from '../open.js';
import type { CallOptions } from '../options.js';
import { outgoingRequest, type OutgoingRequest } from './outgoing-request.js';
import { checkParameters, checkPath } from './parameters.js';
import { callLimits, checkIdempotencyKey, type Settings } from './settings.js';
import { send } from './transport.js';

type ContractClient = Client<paths, 'application/json'>;
/** The methods of the contract. */
export type Method = 'get' | 'post' | 'patch';
/** The paths that the contract has for a method. */
export type ContractPath<M extends Method> = ClientPathsWithMethod<ContractClient, M>;

/** What a successful answer to this operation holds. */
export type Data<M extends Method, P extends ContractPath<M>> = MethodResponse<ContractClient, M, P>;

type Parameters<Operation> = Operation extends { parameters: infer Places } ? Places : never;

/** The parameters by the place where they are sent (`path`, `query`, `header`), and the body. Values that were read fit. */
export type ContractRequest<M extends Method, P extends ContractPath<M>> = Open<
  Parameters<paths[P][M]> & RequestBodyOption<paths[P][M]>
>;

/** How an operation may be sent, which is the same for every call of it. */
interface OperationTraits {
  /** Send no token: the operation needs none. */
  readonly anonymous?: boolean;
  /** Make an idempotency key for the call, the same for all its attempts, unless the request has one. */
  readonly keyed?: boolean;
  /** The operation is idempotent (RFC 9110, 9.2.2), although its method is not. */
  readonly idempotent?: boolean;
}

type RequestOf<M extends Method, P extends ContractPath<M>> = ContractRequest<M, P> & OperationTraits;

/** Sends the contract's operations; paths, parameters, bodies and answers are checked by the compiler. */
export interface HttpClient {
  get<P extends ContractPath<'get'>>(
    path: P,
    request: RequestOf<'get', P>,
    options: CallOptions,
  ): ApiPromise<Data<'get', P>>;
  post<P extends ContractPath<'post'>>(
    path: P,
    request: RequestOf<'post', P>,
    options: CallOptions,
  ): ApiPromise<Data<'post', P>>;
  patch<P extends ContractPath<'patch'>>(
    path: P,
    request: RequestOf<'patch', P>,
    options: CallOptions,
  ): ApiPromise<Data<'patch', P>>;
  /** Opens an event stream, and hands it over as it arrives. The limits of the call end with the answer's head. */
  stream<P extends ContractPath<'get'>>(
    path: P,
    request: RequestOf<'get', P>,
    options: CallOptions,
  ): ApiPromise<ReadableStream<Uint8Array> | null>;
  /** Sends any request to a path of the service. */
  send<T>(method: string, path: string, request: AnyRequest, options: CallOptions): ApiPromise<T>;
}

/** A request as the functions below see it: of any operation. */
export interface AnyRequest extends OperationTraits {
  readonly path?: Readonly<Record<string, unknown>> | undefined;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly header?: Readonly<Record<string, string | number | undefined>> | undefined;
  readonly body?: unknown;
}

/** Requests of the service that the settings name. */
export function createHttpClient(settings: Settings): HttpClient {
  // Each request was checked against its operation; from here on they are alike.
  const call = <T>(method: string, path: string, request: unknown, options: CallOptions, streamed = false) =>
    apiPromise(perform<T>(settings, { method, path, streamed }, request as AnyRequest, options));
  return {
    get: (path, request, options) => call('GET', path, request, options),
    post: (path, request, options) => call('POST', path, request, options),
    patch: (path, request, options) => call('PATCH', path, request, options),
    stream: (path, request, options) => call('GET', path, request, options, true),
    send: (method, path, request, options) => call(method, path, request, options),
  };
}

interface Target {
  readonly method: string;
  readonly path: string;
  readonly streamed: boolean;
}

async function perform<T>(settings: Settings, target: Target, request: AnyRequest, options: CallOptions) {
  const { anonymous = false, idempotent = false } = request;
  const limits = callLimits(settings, options);
  return send<T>(settings, build(settings, target, request, options), {
    ...limits,
    signal: options.signal,
    anonymous,
    idempotent,
  });
}

const querySerializer = createQuerySerializer();

/** A service that is older than this client refuses a filter that it does not know, instead of ignoring it (RFC 7240). */
const STRICT_HANDLING = { prefer: 'handling=strict' };

function build(
  settings: Settings,
  { method, path, streamed }: Target,
  { path: pathParameters, query, header, body, keyed = false }: AnyRequest,
  options: CallOptions,
): OutgoingRequest {
  const idempotencyKey = header?.['Idempotency-Key'];
  if (keyed && idempotencyKey !== undefined) checkIdempotencyKey(String(idempotencyKey));
  checkParameters(pathParameters, header);
  checkPath(path, pathParameters, query);
  const params = { ...(query && { query }), ...(pathParameters && { path: pathParameters }) };
  const url = createFinalURL(path, {
    baseUrl: settings.baseUrl,
    params,
    querySerializer,
    pathSerializer: defaultPathSerializer,
  });
  const contentType = body === undefined ? {} : { 'content-type': 'application/json' };
  const strict = url.includes('?') ? STRICT_HANDLING : {};
  const headers = mergeHeaders(contentType, strict, settings.headers, options.headers, header);
  return outgoingRequest({
    method,
    url,
    headers,
    body: body === undefined ? undefined : defaultBodySerializer(body),
    keyed,
    streamed,
    traceparent: settings.traceparent(),
  });
}

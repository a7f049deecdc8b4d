import createFetchClient, { type Client as FetchClient } from 'openapi-fetch';
import { apiPromise, type ApiPromise, type ResponseInfo, type WithResponse } from './api-promise.js';
import type { Order } from './contract.js';
import { eitherSignal } from './deadline.js';
import { entityTag } from './entity-tag.js';
import { EventStream, type OpenStream } from './event-stream.js';
import type { paths } from './generated/schema.js';
import type { CallOptions, ClientOptions, StatisticsParams } from './options.js';
import { ordersResource, type OrderOperations } from './orders-resource.js';
import type { EventsResource, OrderServiceClient, OutboxResource } from './resources.js';
import { callLimits, checkIdempotencyKey, clientSettings, type Settings } from './settings.js';
import { timestamp } from './timestamp.js';
import { deliver } from './transport.js';

/** Calls ask for JSON; the one path that also streams is read elsewhere. */
type Http = FetchClient<paths, 'application/json'>;

/** What each call gives to openapi-fetch beside its parameters. */
interface CallInit {
  readonly headers: Record<string, string>;
  readonly fetch: (request: Request) => Promise<Response>;
}

/** A call's options, and what the contract says of its operation. */
interface InvokeOptions extends CallOptions {
  readonly anonymous?: boolean;
  readonly streamed?: boolean;
  readonly keyed?: boolean;
  readonly idempotent?: boolean;
}

type Send<T> = (init: CallInit) => Promise<{ data?: T }>;
type Invoke = <T>(options: InvokeOptions, send: Send<T>) => ApiPromise<T>;

/**
 * A client of the order service at `baseUrl`.
 *
 * @throws {ConfigurationError} that names everything in the options that cannot be worked with
 */
export function createClient(options: ClientOptions): OrderServiceClient {
  const settings = clientSettings(options);
  const http: Http = createFetchClient<paths, 'application/json'>({ baseUrl: settings.baseUrl });
  const invoke: Invoke = (callOptions, send) => apiPromise(perform(settings, callOptions, send));
  return {
    orders: ordersResource(orderOperations(http, invoke), settings.signal),
    events: eventsResource(http, invoke, settings.signal),
    outbox: outboxResource(http, invoke),
    stats: (params = {}, callOptions = {}) =>
      invoke(callOptions, (init) => http.GET('/api/v1/stats', { ...init, params: { query: statisticsQuery(params) } })),
    health: (callOptions) => invoke({ ...callOptions, anonymous: true }, (init) => http.GET('/health', { ...init })),
  };
}

/** Builds the request with openapi-fetch, and sends it by way of the transport instead of a bare `fetch`. */
async function perform<T>(settings: Settings, options: InvokeOptions, send: Send<T>): Promise<WithResponse<T>> {
  const signal = eitherSignal(settings.signal, options.signal);
  const { anonymous = false, streamed = false, keyed = false, idempotent = false } = options;
  const delivering = { ...callLimits(settings, options), signal, anonymous, streamed, keyed, idempotent };
  let response!: ResponseInfo; // openapi-fetch resolves only after `fetch` below has.
  const { data } = await send({
    headers: { ...settings.headers, ...options.headers },
    fetch: async (request) => {
      const delivery = await deliver(settings, request, delivering);
      response = delivery.info;
      return delivery.response;
    },
  });
  return { data: data as T, response };
}

function orderOperations(http: Http, invoke: Invoke): OrderOperations {
  return {
    create: (order, idempotencyKey, options) =>
      invoke({ ...options, keyed: true }, async (init) => {
        if (idempotencyKey !== undefined) checkIdempotencyKey(idempotencyKey);
        const header = idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey };
        return http.POST('/api/v1/orders', { ...init, params: { header }, body: order });
      }),

    list: (query, options) => invoke(options, (init) => http.GET('/api/v1/orders', { ...init, params: { query } })),

    get: (orderId, ifNoneMatch, options) =>
      invoke<Order | undefined>(options, (init) => {
        const header = ifNoneMatch === undefined ? {} : { 'If-None-Match': entityTag(ifNoneMatch) };
        return http.GET('/api/v1/orders/{order_id}', { ...init, params: { path: { order_id: orderId }, header } });
      }),

    updateStatus: (orderId, body, ifMatch, options) =>
      invoke(options, (init) => {
        const header = ifMatch === undefined ? {} : { 'If-Match': entityTag(ifMatch) };
        const params = { path: { order_id: orderId }, header };
        return http.PATCH('/api/v1/orders/{order_id}/status', { ...init, params, body });
      }),

    history: (orderId, options) =>
      invoke(options, (init) =>
        http.GET('/api/v1/orders/{order_id}/events', { ...init, params: { path: { order_id: orderId } } }),
      ),
  };
}

function eventsResource(http: Http, invoke: Invoke, clientSignal: AbortSignal | undefined): EventsResource {
  return {
    list: ({ after, since, ...rest } = {}, options = {}) =>
      invoke(options, (init) =>
        http.GET('/api/v1/events', { ...init, params: { query: { ...rest, ...feedStart(after, since) } } }),
      ),

    replay: (selection, options = {}) =>
      invoke(options, (init) => http.POST('/api/v1/events/replay', { ...init, body: selection })),

    stream: (options = {}) => {
      const open: OpenStream = (cursor, signal, patient) =>
        invoke({ ...options, ...(patient ? {} : { maxRetries: 0 }), signal, streamed: true }, (init) =>
          http.GET('/api/v1/events', {
            ...init,
            headers: { ...init.headers, accept: 'text/event-stream' },
            params: { query: feedStart(cursor, options.since) },
            parseAs: 'stream',
          }),
        );
      return new EventStream(open, { ...options, signal: eitherSignal(clientSignal, options.signal) });
    },
  };
}

/** A cursor says exactly where the feed goes on; a time is for who has none yet. */
function feedStart(cursor: string | undefined, since: string | Date | undefined) {
  if (cursor !== undefined) return { cursor };
  return since === undefined ? {} : { since: timestamp(since) };
}

function outboxResource(http: Http, invoke: Invoke): OutboxResource {
  return {
    status: (options = {}) => invoke(options, (init) => http.GET('/api/v1/outbox', { ...init })),

    list: ({ after, ...rest } = {}, options = {}) => {
      const query = after === undefined ? rest : { ...rest, cursor: after };
      return invoke(options, (init) => http.GET('/api/v1/outbox/events', { ...init, params: { query } }));
    },

    retry: (eventId, options = {}) =>
      invoke({ ...options, idempotent: true }, (init) => {
        const params = { path: { event_id: eventId } };
        return http.POST('/api/v1/outbox/events/{event_id}/retry', { ...init, params });
      }),

    skip: (eventId, reason, options = {}) =>
      invoke({ ...options, idempotent: true }, (init) => {
        const params = { path: { event_id: eventId } };
        return http.POST('/api/v1/outbox/events/{event_id}/skip', { ...init, params, body: { reason } });
      }),
  };
}

function statisticsQuery({ since, until, interval }: StatisticsParams) {
  return {
    ...(since !== undefined && { since: timestamp(since) }),
    ...(until !== undefined && { until: timestamp(until) }),
    ...(interval !== undefined && { interval }),
  };
}

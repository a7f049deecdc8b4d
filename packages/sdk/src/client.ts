import createFetchClient, { type Client as FetchClient } from 'openapi-fetch';
import { apiPromise, type ApiPromise, type ResponseInfo, type WithResponse } from './api-promise.js';
import { entityTag } from './entity-tag.js';
import { UnexpectedResponseError } from './errors.js';
import type { paths } from './generated/schema.js';
import { nextCursor } from './link-header.js';
import type { CallOptions, ClientOptions, ListOrdersParams } from './options.js';
import { OrderList } from './pagination.js';
import type { EventsResource, OrderServiceClient, OrdersResource } from './resources.js';
import { settleMove } from './settle-move.js';
import { callLimits, checkIdempotencyKey, clientSettings, type Settings } from './settings.js';
import { deliver } from './transport.js';

type Http = FetchClient<paths>;

/** What each call gives to openapi-fetch beside its parameters. */
interface CallInit {
  readonly headers: Record<string, string>;
  readonly fetch: (request: Request) => Promise<Response>;
}

interface InvokeOptions extends CallOptions {
  readonly anonymous?: boolean;
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
  const http: Http = createFetchClient<paths>({ baseUrl: settings.baseUrl });
  const invoke: Invoke = (callOptions, send) => apiPromise(perform(settings, callOptions, send));
  return {
    orders: ordersResource(http, invoke),
    events: eventsResource(http, invoke),
    health: (callOptions) => invoke({ ...callOptions, anonymous: true }, (init) => http.GET('/health', { ...init })),
  };
}

async function perform<T>(settings: Settings, options: InvokeOptions, send: Send<T>): Promise<WithResponse<T>> {
  const delivering = {
    ...callLimits(settings, options),
    signal: options.signal,
    anonymous: options.anonymous ?? false,
  };
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

function ordersResource(http: Http, invoke: Invoke): OrdersResource {
  const get = (orderId: number, options: InvokeOptions = {}, ifNoneMatch?: number | string) =>
    invoke(options, (init) =>
      http.GET('/api/v1/orders/{order_id}', {
        ...init,
        params: {
          path: { order_id: orderId },
          header: ifNoneMatch === undefined ? {} : { 'If-None-Match': entityTag(ifNoneMatch) },
        },
      }),
    );
  const history: OrdersResource['history'] = (orderId, options = {}) =>
    invoke(options, (init) =>
      http.GET('/api/v1/orders/{order_id}/events', { ...init, params: { path: { order_id: orderId } } }),
    );

  return {
    create: (order, { idempotencyKey, ...options } = {}) =>
      invoke(options, async (init) => {
        if (idempotencyKey !== undefined) checkIdempotencyKey(idempotencyKey);
        const header = idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey };
        return http.POST('/api/v1/orders', { ...init, params: { header }, body: order });
      }),

    list: (params = {}, options = {}) =>
      new OrderList(async (cursor) => {
        const query = listQuery(params, cursor);
        const call = invoke(options, (init) => http.GET('/api/v1/orders', { ...init, params: { query } }));
        const { data, response } = await call.withResponse();
        if (!Array.isArray(data)) throw new UnexpectedResponseError('The answer is not a list of orders.', response);
        const next = nextCursor(response.headers.get('link'));
        return next === undefined ? { data } : { data, nextCursor: next };
      }),

    get: (orderId: number, { ifNoneMatch, ...options }: Parameters<OrdersResource['get']>[1] = {}) =>
      get(orderId, options, ifNoneMatch),

    history,

    updateStatus: (orderId, status, { reason, ifMatch, ...options } = {}) => {
      const move = invoke(options, (init) =>
        http.PATCH('/api/v1/orders/{order_id}/status', {
          ...init,
          params: {
            path: { order_id: orderId },
            header: ifMatch === undefined ? {} : { 'If-Match': entityTag(ifMatch) },
          },
          body: reason === undefined ? { status } : { status, reason },
        }),
      );
      const reader = {
        get: (id: number) => get(id, options).withResponse(),
        history: (id: number) => history(id, options),
      };
      return apiPromise(move.withResponse().catch((error: unknown) => settleMove(error, orderId, reader)));
    },
  };
}

function eventsResource(http: Http, invoke: Invoke): EventsResource {
  return {
    list: ({ after, ...rest } = {}, options = {}) => {
      const query = after === undefined ? rest : { ...rest, cursor: after };
      return invoke(options, (init) => http.GET('/api/v1/events', { ...init, params: { query } }));
    },
  };
}

/** The query of one page. Later pages begin at the cursor, so what was to be passed over is behind them already. */
function listQuery({ status, created_after, created_before, skip, ...rest }: ListOrdersParams, cursor?: string) {
  return {
    ...rest,
    ...(status !== undefined && { status: typeof status === 'string' ? [status] : [...status] }),
    ...(created_after !== undefined && { created_after: timestamp(created_after) }),
    ...(created_before !== undefined && { created_before: timestamp(created_before) }),
    ...(cursor === undefined ? skip !== undefined && { skip } : { cursor }),
  };
}

function timestamp(time: string | Date): string {
  return typeof time === 'string' ? time : time.toISOString();
}

import type { EventType, ListOrdersQuery, OrderStatus } from './contract.js';
import type { Hooks } from './hooks.js';

/** What a token function is told. */
export interface TokenRequest {
  /** The token that the server has just refused with 401; absent on the first asking. */
  readonly rejected?: string | undefined;
}

/** A bearer token, or a function that is asked for one before every call and once more after a 401. */
export type TokenSource = string | ((request: TokenRequest) => string | Promise<string>);

/** Limits of a call. On the client they are defaults; on a call they win. */
export interface Limits {
  /** Longest time for one attempt, its answer's body included, in milliseconds. Default 15,000. */
  readonly timeoutMs?: number | undefined;
  /** Longest time for a call with all its attempts and the waits between them, in milliseconds. Default 60,000. */
  readonly deadlineMs?: number | undefined;
  /** How often a call is sent again after the first attempt, at most. Default 3; 0 switches it off. */
  readonly maxRetries?: number | undefined;
}

export interface ClientOptions extends Limits {
  /** Where the service is: an absolute `http:` or `https:` URL, a path prefix included if there is one. */
  readonly baseUrl: string;
  readonly token?: TokenSource | undefined;
  /** Ends every call of the client, as a call's own `signal` ends that call. */
  readonly signal?: AbortSignal | undefined;
  /** Stands in for the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Names the program in the `User-Agent` header, where the runtime lets it be set. */
  readonly userAgent?: string | undefined;
  /** Longest answer that is read, in bytes. Default 16 MiB. */
  readonly maxResponseBytes?: number | undefined;
  readonly hooks?: Hooks | undefined;
  /**
   * Whether to send the `traceparent` of the active span where OpenTelemetry's API is set up. Default true; switch it off
   * where an instrumentation of `fetch` sends one already.
   */
  readonly traceContext?: boolean | undefined;
}

export interface CallOptions extends Limits {
  /** Ends the call, between attempts too, with an {@link AbortedError}. */
  readonly signal?: AbortSignal | undefined;
  /** Sent beside the client's own; the same name wins over the client's. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export interface CreateOrderOptions extends CallOptions {
  /**
   * 1 to 255 visible ASCII characters. Made for each call when absent, and kept across its attempts. Give your own to
   * make a repetition by *your* program safe as well.
   */
  readonly idempotencyKey?: string | undefined;
}

export interface GetOrderOptions extends CallOptions {
  /** The version or entity tag of the copy you hold; the call resolves to `undefined` when that is still current. */
  readonly ifNoneMatch?: number | string | undefined;
}

export interface UpdateStatusOptions extends CallOptions {
  /** Kept in the order's history; 1 to 500 characters. */
  readonly reason?: string | undefined;
  /** The version or entity tag you decided on; the order moves only if it is still current (RFC 9110 `If-Match`). */
  readonly ifMatch?: number | string | undefined;
}

export interface UpdateManyOptions extends CallOptions {
  /** Kept in each order's history; 1 to 500 characters. */
  readonly reason?: string | undefined;
  /** How many moves are under way at a time. Default 8. */
  readonly concurrency?: number | undefined;
}

/** Which orders to list. `limit` is the size of a page (1 to 100), not of the whole. */
export interface ListOrdersParams extends Omit<ListOrdersQuery, 'status' | 'created_after' | 'created_before'> {
  readonly status?: OrderStatus | readonly OrderStatus[] | undefined;
  readonly created_after?: string | Date | undefined;
  readonly created_before?: string | Date | undefined;
}

export interface ListOutboxParams {
  /** `dead_lettered` events wait for an operator, `waiting` ones will be published by themselves. Default `dead_lettered`. */
  readonly state?: 'dead_lettered' | 'waiting' | undefined;
  /** The `next_cursor` of an earlier page. */
  readonly after?: string | undefined;
  /** Events on the page, 1 to 100. Default 100. */
  readonly limit?: number | undefined;
}

export interface StatisticsParams {
  /** Begins with the hour or day that holds this time; 24 hours or 30 days before `until` if absent. */
  readonly since?: string | Date | undefined;
  /** Ends before the first hour or day that begins at this time or later; now, if absent. */
  readonly until?: string | Date | undefined;
  /** The length of a bucket. Default `day`. */
  readonly interval?: 'hour' | 'day' | undefined;
}

/** Why and when a stream is opened anew. */
export interface ReconnectEvent {
  /** The error that ended the last connection. */
  readonly cause: unknown;
  readonly delayMs: number;
}

/** The call's limits are those of opening the stream; once open, it lasts. */
export interface StreamOptions extends CallOptions {
  /** The `cursor` of an earlier stream or the `next_cursor` of a page: the stream begins behind it. */
  readonly after?: string | undefined;
  /** Without `after`: begins with what occurred at this time or later; without either, with what is yet to come. */
  readonly since?: string | Date | undefined;
  /** Only events of these types. */
  readonly types?: readonly EventType[] | undefined;
  /** How long the stream may be silent before it is opened anew; the service gives a sign of life more often. Default 45,000. */
  readonly idleTimeoutMs?: number | undefined;
  /** How long the service may be away before the stream fails, in milliseconds; for ever if absent. */
  readonly maxOutageMs?: number | undefined;
  /** Told whenever the stream is about to be opened anew. */
  readonly onReconnect?: ((event: ReconnectEvent) => void) | undefined;
}

export interface ListEventsParams {
  /** The `next_cursor` of an earlier page. */
  readonly after?: string | undefined;
  /** Without `after`: begins with what occurred at this time or later; without either, with the oldest event. */
  readonly since?: string | Date | undefined;
  /** Events on the page, 1 to 100. Default 100. */
  readonly limit?: number | undefined;
}

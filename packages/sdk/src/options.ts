import type { OrderStatus, ListOrdersQuery } from './contract.js';
import type { Hooks } from './hooks.js';

/** What a token function is told. */
export interface TokenRequest {
  /** The token that the server has just refused with 401; absent on the first asking. */
  readonly rejected?: string;
}

/** A bearer token, or a function that is asked for one before every call and once more after a 401. */
export type TokenSource = string | ((request: TokenRequest) => string | Promise<string>);

/** Limits of a call. On the client they are defaults; on a call they win. */
export interface Limits {
  /** Longest time for one attempt, its answer's body included, in milliseconds. Default 15,000. */
  readonly timeoutMs?: number;
  /** Longest time for a call with all its attempts and the waits between them, in milliseconds. Default 60,000. */
  readonly deadlineMs?: number;
  /** How often a call is sent again after the first attempt, at most. Default 3; 0 switches it off. */
  readonly maxRetries?: number;
}

export interface ClientOptions extends Limits {
  /** Where the service is: an absolute `http:` or `https:` URL, a path prefix included if there is one. */
  readonly baseUrl: string;
  readonly token?: TokenSource;
  /** Stands in for the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Names the program in the `User-Agent` header, where the runtime lets it be set. */
  readonly userAgent?: string;
  /** Longest answer that is read, in bytes. Default 16 MiB. */
  readonly maxResponseBytes?: number;
  readonly hooks?: Hooks;
}

export interface CallOptions extends Limits {
  /** Ends the call, between attempts too, with an {@link AbortedError}. */
  readonly signal?: AbortSignal;
  /** Sent beside the client's own; the same name wins over the client's. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface CreateOrderOptions extends CallOptions {
  /**
   * 1 to 255 visible ASCII characters. Made for each call when absent, and kept across its attempts. Give your own to
   * make a repetition by *your* program safe as well.
   */
  readonly idempotencyKey?: string;
}

export interface GetOrderOptions extends CallOptions {
  /** The version or entity tag of the copy you hold; the call resolves to `undefined` when that is still current. */
  readonly ifNoneMatch?: number | string;
}

export interface UpdateStatusOptions extends CallOptions {
  /** Kept in the order's history; 1 to 500 characters. */
  readonly reason?: string;
  /** The version or entity tag you decided on; the order moves only if it is still current (RFC 9110 `If-Match`). */
  readonly ifMatch?: number | string;
}

/** Which orders to list. `limit` is the size of a page (1 to 100), not of the whole. */
export interface ListOrdersParams extends Omit<ListOrdersQuery, 'status' | 'created_after' | 'created_before'> {
  readonly status?: OrderStatus | readonly OrderStatus[];
  readonly created_after?: string | Date;
  readonly created_before?: string | Date;
}

export interface ListEventsParams {
  /** The `next_cursor` of an earlier page; absent, the feed begins with the oldest event. */
  readonly after?: string;
  /** Events on the page, 1 to 100. Default 100. */
  readonly limit?: number;
}

import type { Hooks } from './http/hooks.js';
import type { Logger } from './http/logger.js';
import type { LogLevel } from './http/logging.js';
import type { Middleware } from './http/middleware.js';

/** What a token function is given. */
export interface TokenRequest {
  /** The token that the service has just answered with 401; absent the first time. */
  readonly rejected?: string | undefined;
}

/** A bearer token, or a function that returns one: called before every call, and once more after a 401. */
export type TokenSource = string | ((request: TokenRequest) => string | Promise<string>);

/** Limits of a call. On the client they are defaults; those of a call take precedence. */
export interface CallLimits {
  /** Longest time for one attempt, its answer's body included, in milliseconds. Default 15,000. */
  readonly timeoutMs?: number | undefined;
  /** Longest time for a call with all its attempts and the waits between them, in milliseconds. Default 60,000. */
  readonly deadlineMs?: number | undefined;
  /** How often a call is retried after the first attempt, 0 to 100. Default: until the deadline. */
  readonly maxRetries?: number | undefined;
  /** How often of these after a failure of the connection, 0 to 100. Default: until the deadline. */
  readonly maxConnectionRetries?: number | undefined;
}

/** The options of {@link createClient}. */
export interface ClientOptions extends CallLimits {
  /** Where the service is: an absolute `http:` or `https:` URL, with the path prefix if there is one. */
  readonly baseUrl: string;
  /** Absent: requests carry no token. */
  readonly token?: TokenSource | undefined;
  /** Ends every call of the client, as a call's own `signal` ends that call. */
  readonly signal?: AbortSignal | undefined;
  /** Used instead of the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Names the program in the `User-Agent` header, where the runtime allows it. */
  readonly userAgent?: string | undefined;
  /** Longest answer that is read, in bytes. Default 16 MiB. */
  readonly maxResponseBytes?: number | undefined;
  /** Functions that observe the client's requests. */
  readonly hooks?: Hooks | undefined;
  /** Functions between the client and `fetch`, which see and change every attempt; the first one is outermost. */
  readonly middleware?: readonly Middleware[] | undefined;
  /**
   * How many requests are in flight at a time. Further ones wait in the order in which they came, within their deadline;
   * an open stream does not count. Default: without a bound.
   */
  readonly maxConcurrency?: number | undefined;
  /** Takes the lines of the client's log. Default: standard error, as one line each. */
  readonly logger?: Logger | undefined;
  /**
   * The least important lines that are logged. Default: what the environment variable `ORDERS_LOG` says (`debug`, `info`
   * or `warn`); without it `warn` with a `logger`, and `off` without one. Credentials and bodies are never logged.
   */
  readonly logLevel?: LogLevel | undefined;
  /**
   * Whether to send the `traceparent` of the active span where OpenTelemetry's API is set up. Default true; switch it off
   * where an instrumentation of `fetch` sends one already.
   */
  readonly traceContext?: boolean | undefined;
}

/** The options that every call takes. */
export interface CallOptions extends CallLimits {
  /** Ends the call, between attempts as well, with an {@link AbortedError}. */
  readonly signal?: AbortSignal | undefined;
  /** Sent beside the client's own; a header of the same name replaces the client's. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

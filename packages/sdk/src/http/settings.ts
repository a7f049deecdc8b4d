import { ConfigurationError } from '../errors.js';
import { limits, patterns } from '../generated/limits.js';
import type { CallOptions, ClientOptions, CallLimits, TokenSource } from '../options.js';
import { isSendableToken } from './credentials.js';
import type { Hooks } from './hooks.js';
import { bothHooks, LOG_LEVELS, logHooks, type LogHooks } from './logging.js';
import { withMiddleware, type SendAttempt } from './middleware.js';
import { RequestSlots } from './request-slots.js';
import { activeTraceparent } from './trace-context.js';

/** The limits of one call, the defaults filled in. */
export interface ResolvedLimits {
  readonly timeoutMs: number;
  readonly deadlineMs: number;
  /** Infinity where only the deadline ends the retries. */
  readonly maxRetries: number;
  readonly maxConnectionRetries: number;
}

/** A client's options, validated, with the defaults filled in. */
export interface Settings {
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly token: TokenSource | undefined;
  readonly signal: AbortSignal | undefined;
  /** `fetch`, behind the middleware. */
  readonly send: SendAttempt;
  readonly slots: RequestSlots;
  readonly headers: Readonly<Record<string, string>>;
  readonly maxResponseBytes: number;
  /** The program's hooks and those of the log. */
  readonly hooks: Hooks;
  readonly onEnd: LogHooks['onEnd'];
  readonly traceparent: () => string | undefined;
  readonly limits: ResolvedLimits;
}

const DEFAULT_LIMITS: ResolvedLimits = {
  timeoutMs: 15_000,
  deadlineMs: 60_000,
  maxRetries: Infinity,
  maxConnectionRetries: Infinity,
};
const DEFAULT_MAX_RESPONSE_BYTES = 16 * 1024 * 1024;
/** Timers with a longer delay fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;
const MAX_RETRIES = 100;

const HEADER_NAME = /^[!#$%&'*+.^_`|~\w-]+$/;
const HEADER_VALUE = /^[\x20-\x7e\x80-\xff\t]*$/;

function baseUrlProblem(baseUrl: unknown): string | undefined {
  if (typeof baseUrl !== 'string' || !URL.canParse(baseUrl)) {
    return `baseUrl must be an absolute URL such as http://localhost:8002, not ${String(baseUrl) || 'an empty text'}`;
  }
  const url = new URL(baseUrl);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return `baseUrl must be http: or https:, not ${url.protocol}`;
  if (url.username !== '' || url.password !== '') return 'baseUrl must not hold a user name or password';
  if (url.search !== '' || url.hash !== '') return 'baseUrl must not have a query or a fragment';
  return undefined;
}

function limitProblems(limits: CallLimits): string[] {
  const problems: string[] = [];
  for (const name of ['timeoutMs', 'deadlineMs'] as const) {
    const value = limits[name];
    if (value !== undefined && !(value > 0 && value <= MAX_TIMER_MS)) {
      problems.push(`${name} must be above 0 and at most ${MAX_TIMER_MS} milliseconds, not ${value}`);
    }
  }
  for (const name of ['maxRetries', 'maxConnectionRetries'] as const) {
    const value = limits[name];
    if (value !== undefined && !(Number.isInteger(value) && value >= 0 && value <= MAX_RETRIES)) {
      problems.push(`${name} must be a whole number from 0 to ${MAX_RETRIES}, not ${value}`);
    }
  }
  return problems;
}

/** The message has the header's name, never its value, which may be a secret. */
function headerProblems(headers: Readonly<Record<string, string>> = {}): string[] {
  return Object.entries(headers)
    .filter(([name, value]) => !HEADER_NAME.test(name) || !HEADER_VALUE.test(value))
    .map(([name]) => `the header ${JSON.stringify(name)} has a name or value that cannot be sent`);
}

/** @throws {ConfigurationError} when the key could not be sent or the service would not accept it */
export function checkIdempotencyKey(key: string): void {
  const { minIdempotencyKeyLength: min, maxIdempotencyKeyLength: max } = limits;
  const fits = patterns.idempotencyKey.test(key) && key.length >= min && key.length <= max;
  checkOptions(fits ? undefined : `idempotencyKey must be ${min} to ${max} visible ASCII characters`);
}

/** @throws {ConfigurationError} with all problems, if there are any */
export function checkOptions(...problems: readonly (string | undefined)[]): void {
  const found = problems.filter((problem) => problem !== undefined);
  if (found.length > 0) throw new ConfigurationError(`Invalid options: ${found.join('; ')}.`);
}

/**
 * Validates a client's options and fills in the defaults.
 *
 * @throws {ConfigurationError} that names every option that is not valid
 */
export function clientSettings(options: ClientOptions): Settings {
  const { baseUrl, token, headers = {}, userAgent, maxResponseBytes = DEFAULT_MAX_RESPONSE_BYTES } = options;
  const { maxConcurrency = Infinity, logger, logLevel, middleware = [] } = options;
  const ownHeaders = userAgent === undefined ? headers : { ...headers, 'user-agent': userAgent };
  checkOptions(
    baseUrlProblem(baseUrl),
    typeof token === 'string' && !isSendableToken(token) ? 'token is empty or cannot be sent in a header' : undefined,
    maxResponseBytes > 0 ? undefined : `maxResponseBytes must be above 0, not ${maxResponseBytes}`,
    maxConcurrency >= 1 ? undefined : `maxConcurrency must be at least 1, not ${maxConcurrency}`,
    logLevel === undefined || LOG_LEVELS.includes(logLevel)
      ? undefined
      : `logLevel must be one of ${LOG_LEVELS.join(', ')}, not ${logLevel}`,
    middleware.every((each) => typeof each === 'function') ? undefined : 'middleware must be functions',
    ...limitProblems(options),
    ...headerProblems(ownHeaders),
  );
  // Looked up for each request, because tracing or a test may replace the global `fetch` later.
  const fetch: typeof globalThis.fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const { onEnd, ...log } = logHooks(logger, logLevel);
  return {
    baseUrl: baseUrl.replace(/\/+$/, ''),
    token,
    signal: options.signal,
    send: withMiddleware(fetch, middleware),
    slots: new RequestSlots(maxConcurrency),
    headers: ownHeaders,
    maxResponseBytes,
    hooks: bothHooks(options.hooks ?? {}, log),
    onEnd,
    traceparent: options.traceContext === false ? () => undefined : activeTraceparent,
    limits: withLimits(DEFAULT_LIMITS, options),
  };
}

/**
 * The limits of one call: its own, and the client's where it has none.
 *
 * @throws {ConfigurationError} when a limit or a header of the call is not valid
 */
export function callLimits(settings: Settings, options: CallOptions): ResolvedLimits {
  checkOptions(...limitProblems(options), ...headerProblems(options.headers));
  return withLimits(settings.limits, options);
}

function withLimits(defaults: ResolvedLimits, own: CallLimits): ResolvedLimits {
  return {
    timeoutMs: own.timeoutMs ?? defaults.timeoutMs,
    deadlineMs: own.deadlineMs ?? defaults.deadlineMs,
    maxRetries: own.maxRetries ?? defaults.maxRetries,
    maxConnectionRetries: own.maxConnectionRetries ?? defaults.maxConnectionRetries,
  };
}

import type { ProblemCode } from '../contract.js';

/**
 * How an attempt failed.
 *
 * - `unreachable`: no connection was established, so nothing was sent
 * - `unknown_host`: likewise, because there is no host of that name, which is more often a mistake than an outage
 * - `unusable`: no connection was established, and another attempt would not change that: the server's certificate is not
 *   accepted, or it speaks another protocol
 * - `connection_lost`: the connection broke before the answer was complete
 * - `timeout`: no complete answer within the time of one attempt
 * - `unreadable`: a good status, but a body that is cut short or not JSON
 * - `error_status`: a complete answer with a status of 400 or more
 * - `too_long`, `unexpected`: another attempt would get the same answer
 */
export type FailureKind =
  | 'unreachable'
  | 'unknown_host'
  | 'unusable'
  | 'connection_lost'
  | 'timeout'
  | 'unreadable'
  | 'error_status'
  | 'too_long'
  | 'unexpected';

export interface FailureSummary {
  readonly kind: FailureKind;
  readonly status?: number;
  /** The problem document's code; absent when something other than the service answered. */
  readonly code?: string;
}

/** Whether the failed attempt may have changed something. */
export type Processed = 'no' | 'perhaps';

interface RetryRule {
  readonly kind: FailureKind;
  readonly status?: number;
  /** Absent: whatever the code, and also without one. */
  readonly codes?: readonly ProblemCode[];
  readonly processed: Processed;
  /** A fault, which seldom ends by itself: it is retried `MAX_FAULT_RETRIES` times. All others are retried until the deadline. */
  readonly fault?: true;
}

/** A fault fails a call within about a second, while an outage is waited for. */
export const MAX_FAULT_RETRIES = 3;

/** The failures that are retried; the first rule that matches decides. The README has the same table. */
export const RETRY_RULES: readonly RetryRule[] = [
  { kind: 'unreachable', processed: 'no' },
  { kind: 'unknown_host', processed: 'no', fault: true },
  { kind: 'connection_lost', processed: 'perhaps' },
  { kind: 'timeout', processed: 'perhaps' },
  { kind: 'unreadable', processed: 'perhaps' },
  { kind: 'error_status', status: 408, processed: 'perhaps' },
  { kind: 'error_status', status: 409, codes: ['idempotency_key_in_use'], processed: 'perhaps' },
  { kind: 'error_status', status: 429, processed: 'no' },
  { kind: 'error_status', status: 500, processed: 'perhaps', fault: true },
  { kind: 'error_status', status: 502, codes: ['product_service_invalid_response'], processed: 'no', fault: true },
  { kind: 'error_status', status: 502, processed: 'perhaps' },
  {
    kind: 'error_status',
    status: 503,
    codes: [
      'database_unavailable',
      'schema_not_ready',
      'service_overloaded',
      'lane_elsewhere',
      'product_service_unavailable',
      'identity_provider_unavailable',
    ],
    processed: 'no',
  },
  { kind: 'error_status', status: 503, processed: 'perhaps' },
  { kind: 'error_status', status: 504, codes: ['product_service_timeout'], processed: 'no' },
  { kind: 'error_status', status: 504, processed: 'perhaps' },
];

/**
 * Why a request may be sent twice.
 *
 * - `safe`: it changes nothing (RFC 9110, 9.2.1)
 * - `keyed`: all attempts have one idempotency key, so they create one order
 * - `conditional`: with `If-Match` at most one attempt makes the transition
 * - `idempotent`: a repetition has no further effect (RFC 9110, 9.2.2)
 * - `unguarded`: it may not
 */
export type Guard = 'safe' | 'keyed' | 'conditional' | 'idempotent' | 'unguarded';

/** What guards this request, by its method and headers; `idempotent` is what the contract says of its operation. */
export function guardOf(method: string, headers: Headers, idempotent = false): Guard {
  if (method === 'GET' || method === 'HEAD') return 'safe';
  if (headers.has('idempotency-key')) return 'keyed';
  if (headers.has('if-match')) return 'conditional';
  return idempotent || method === 'PUT' || method === 'DELETE' ? 'idempotent' : 'unguarded';
}

function ruleFor({ kind, status, code }: FailureSummary): RetryRule | undefined {
  return RETRY_RULES.find(
    (rule) =>
      rule.kind === kind &&
      (rule.status === undefined || rule.status === status) &&
      (rule.codes === undefined || rule.codes.some((known) => known === code)),
  );
}

/** Whether to send the request again: always if it was not processed, else only if it is guarded. */
export function isRetryable(failure: FailureSummary, guard: Guard): boolean {
  const rule = ruleFor(failure);
  return rule !== undefined && (rule.processed === 'no' || guard !== 'unguarded');
}

/** Whether the failure is a fault, which is retried a few times only. */
export function isFault(failure: FailureSummary): boolean {
  return ruleFor(failure)?.fault ?? false;
}

/** Whether no connection was established, or it broke. */
export function isConnectionFailure({ kind }: FailureSummary): boolean {
  return kind === 'unreachable' || kind === 'unknown_host' || kind === 'connection_lost';
}

/** Whether the failed attempt may have made its change. */
export function mayHaveBeenProcessed(failure: FailureSummary): boolean {
  if (failure.kind === 'too_long' || failure.kind === 'unexpected') return (failure.status ?? 200) < 300;
  return ruleFor(failure)?.processed === 'perhaps';
}

const BASE_DELAY_MS = 200;
const MAX_DELAY_MS = 5_000;

/**
 * How long to wait after the given attempt (1, 2, …), in milliseconds: exponential with full jitter, capped, so that
 * clients that failed at the same time do not retry at the same time.
 *
 * @param random a number from 0 up to, but not including, 1
 */
export function backoffMs(attempt: number, random: number): number {
  const ceiling = Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** (attempt - 1));
  return Math.floor(random * ceiling);
}

/** The first retries trust a short `Retry-After`; later ones also back off, so that a long outage is not hammered. */
const MAX_PROMPT_RETRIES = 3;

/**
 * How long to wait before the given retry (1, 2, …), in milliseconds: as long as the service asks, if it does; from the
 * fourth retry on at least as long as the backoff.
 */
export function retryDelayMs(retry: number, askedMs: number | undefined, random: number): number {
  const backoff = backoffMs(retry, random);
  if (askedMs === undefined) return backoff;
  return retry <= MAX_PROMPT_RETRIES ? askedMs : Math.max(askedMs, backoff);
}

/** `Retry-After` in milliseconds from now: seconds or an HTTP date (RFC 9110, 10.2.3); absent when it is neither. */
export function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  const text = header.trim();
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  // An HTTP date begins with the name of a day; Date.parse alone would also take '-5' or '2.5' for some year.
  const dateMs = /^[A-Z][a-z]{2,}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - nowMs);
}

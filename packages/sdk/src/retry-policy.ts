import type { ProblemCode } from './contract.js';

/**
 * What became of an attempt that did not succeed.
 *
 * - `unreachable`: no connection came about, so nothing was sent
 * - `connection_lost`: the connection broke before the answer was complete
 * - `timeout`: no complete answer within the time of one attempt
 * - `unreadable`: a good status, but a body that is cut short or not JSON at all
 * - `refused`: a complete answer with a status that is not a success
 * - `too_long`, `not_ours`: an answer that the next attempt would only repeat
 */
export type FailureKind =
  'unreachable' | 'connection_lost' | 'timeout' | 'unreadable' | 'refused' | 'too_long' | 'not_ours';

export interface FailureSummary {
  readonly kind: FailureKind;
  readonly status?: number;
  /** The problem document's code; absent when something else than the service answered. */
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
}

/** What is worth another attempt; the first rule that fits decides. The README shows the same table. */
export const RETRY_RULES: readonly RetryRule[] = [
  { kind: 'unreachable', processed: 'no' },
  { kind: 'connection_lost', processed: 'perhaps' },
  { kind: 'timeout', processed: 'perhaps' },
  { kind: 'unreadable', processed: 'perhaps' },
  { kind: 'refused', status: 408, processed: 'perhaps' },
  { kind: 'refused', status: 409, codes: ['idempotency_key_in_use'], processed: 'perhaps' },
  { kind: 'refused', status: 429, processed: 'no' },
  { kind: 'refused', status: 500, processed: 'perhaps' },
  { kind: 'refused', status: 502, codes: ['product_service_invalid_response'], processed: 'no' },
  { kind: 'refused', status: 502, processed: 'perhaps' },
  {
    kind: 'refused',
    status: 503,
    codes: [
      'database_unavailable',
      'service_overloaded',
      'product_service_unavailable',
      'identity_provider_unavailable',
    ],
    processed: 'no',
  },
  { kind: 'refused', status: 503, processed: 'perhaps' },
  { kind: 'refused', status: 504, codes: ['product_service_timeout'], processed: 'no' },
  { kind: 'refused', status: 504, processed: 'perhaps' },
];

/**
 * What makes a request safe to send twice.
 *
 * - `safe`: it changes nothing (RFC 9110, 9.2.1)
 * - `keyed`: its idempotency key makes one order of all attempts
 * - `conditional`: with `If-Match` a second move cannot follow the first
 * - `idempotent`: doing it twice is doing it once (RFC 9110, 9.2.2)
 * - `unguarded`: nothing
 */
export type Guard = 'safe' | 'keyed' | 'conditional' | 'idempotent' | 'unguarded';

/** What guards this request, by its method and headers; `idempotent` is what the contract says of its operation. */
export function guardOf(method: string, headers: Headers, idempotent = false): Guard {
  if (method === 'GET' || method === 'HEAD') return 'safe';
  if (headers.has('idempotency-key')) return 'keyed';
  if (headers.has('if-match')) return 'conditional';
  return idempotent ? 'idempotent' : 'unguarded';
}

function ruleFor({ kind, status, code }: FailureSummary): RetryRule | undefined {
  return RETRY_RULES.find(
    (rule) =>
      rule.kind === kind &&
      (rule.status === undefined || rule.status === status) &&
      (rule.codes === undefined || rule.codes.some((known) => known === code)),
  );
}

/** Whether to send the request again. What may have been processed is repeated only under a guard. */
export function isRetryable(failure: FailureSummary, guard: Guard): boolean {
  const rule = ruleFor(failure);
  return rule !== undefined && (rule.processed === 'no' || guard !== 'unguarded');
}

/** Whether the failed attempt may have made the change that it asked for. */
export function mayHaveBeenProcessed(failure: FailureSummary): boolean {
  if (failure.kind === 'too_long' || failure.kind === 'not_ours') return (failure.status ?? 200) < 300;
  return ruleFor(failure)?.processed === 'perhaps';
}

const BASE_DELAY_MS = 200;
const MAX_DELAY_MS = 5_000;

/**
 * How long to wait after the given attempt (1, 2, …), in milliseconds: exponential with full jitter, capped, so that
 * clients that failed together do not come back together.
 *
 * @param random a number from 0 up to, not including, 1
 */
export function backoffMs(attempt: number, random: number): number {
  const ceiling = Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** (attempt - 1));
  return Math.floor(random * ceiling);
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

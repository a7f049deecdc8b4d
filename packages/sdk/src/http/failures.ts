import { ApiError, isProblemDocument } from '../api-error.js';
import {
  AbortedError,
  ConnectionError,
  OrderServiceError,
  TimeoutError,
  UnexpectedResponseError,
  type CallFacts,
} from '../errors.js';
import type { Interruption } from './deadline.js';
import type { MiddlewareFailure } from './middleware.js';
import { STATUSES_WITHOUT_BODY, type Json } from './response-body.js';
import type { FailureKind, FailureSummary } from './retry-policy.js';

/** What came before an answer's body. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: Headers;
}

/** An attempt that did not succeed: what the retry policy needs to know, and the error it becomes if it is the last. */
export interface Failure extends FailureSummary {
  /** The answer's `Retry-After`: seconds or an HTTP date. */
  readonly retryAfter?: string | null;
  toError(facts: CallFacts): OrderServiceError;
}

/** The system's error codes for a connection that was not established, in words. */
const UNREACHABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  EAI_AGAIN: 'the host name could not be looked up',
  EHOSTUNREACH: 'there is no route to the host',
  ENETUNREACH: 'there is no route to the network',
  UND_ERR_CONNECT_TIMEOUT: 'the connection was not accepted in time',
};

const UNKNOWN_HOST: Readonly<Record<string, string>> = { ENOTFOUND: 'there is no such host' };

/** The codes of TLS and of the HTTP parser for a server that will not be reached by trying again, in words. */
const NOT_TRUSTED = 'its certificate is from an authority that is not trusted here';
const SPEAKS_NO_TLS = 'it does not speak TLS; perhaps its URL begins with http:';
const UNUSABLE: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: NOT_TRUSTED,
  UNABLE_TO_GET_ISSUER_CERT: NOT_TRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: NOT_TRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: NOT_TRUSTED,
  CERT_UNTRUSTED: NOT_TRUSTED,
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  CERT_REVOKED: 'its certificate was revoked',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host name',
  ERR_SSL_WRONG_VERSION_NUMBER: SPEAKS_NO_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: SPEAKS_NO_TLS,
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'it accepts no version of TLS that this program has',
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: 'it accepts no way of encryption that this program has',
  EPROTO: SPEAKS_NO_TLS,
  HPE_INVALID_CONSTANT: 'it does not speak HTTP; perhaps its URL begins with https:',
};

const MAX_CAUSE_CHAIN = 8;

/** The system's error code, which runtimes hide at different depths of `cause`. */
function systemCode(error: unknown): string | undefined {
  let current: unknown = error;
  for (let depth = 0; depth < MAX_CAUSE_CHAIN && current instanceof Error; depth += 1) {
    if ('code' in current && typeof current.code === 'string') return current.code;
    current = current.cause;
  }
  return undefined;
}

function innermostMessage(error: unknown): string {
  let current: unknown = error;
  for (let depth = 0; depth < MAX_CAUSE_CHAIN && current instanceof Error; depth += 1) {
    if (!(current.cause instanceof Error)) return current.message;
    current = current.cause;
  }
  return String(current);
}

function kindOf(code: string): FailureKind {
  if (code in UNREACHABLE) return 'unreachable';
  if (code in UNKNOWN_HOST) return 'unknown_host';
  return code in UNUSABLE ? 'unusable' : 'connection_lost';
}

/** `fetch` rejected, or the body's stream broke. */
export function connectionFailure(cause: unknown, origin: string): Failure {
  const code = systemCode(cause) ?? '';
  const words = UNREACHABLE[code] ?? UNKNOWN_HOST[code] ?? UNUSABLE[code];
  return {
    kind: kindOf(code),
    toError: (facts) =>
      new ConnectionError(
        words === undefined
          ? `The connection to ${origin} failed: ${innermostMessage(cause)}`
          : `Could not reach ${origin}: ${words}.`,
        facts,
        { cause },
      ),
  };
}

/** A middleware threw, or returned no response. Nobody has said that another attempt would help. */
export function middlewareFailure({ message, sent, cause }: MiddlewareFailure): Failure {
  return {
    kind: sent ? 'unexpected' : 'unusable',
    toError: (facts) => new OrderServiceError(`A middleware failed: ${message}`, facts, { cause }),
  };
}

/** An attempt took longer than it may. */
export function timeoutFailure(timeoutMs: number, origin: string): Failure {
  return {
    kind: 'timeout',
    toError: (facts) => new TimeoutError(`${origin} gave no complete answer within ${timeoutMs} ms.`, timeoutMs, facts),
  };
}

/**
 * The whole call was ended: by the caller, or by its deadline.
 *
 * @param last the failure of the attempt before, which becomes the cause
 */
export function interruptionError(
  reason: Interruption,
  deadlineMs: number,
  facts: CallFacts,
  last?: Failure,
): OrderServiceError {
  if (reason.kind === 'aborted') return new AbortedError('The call was aborted.', facts, { cause: reason.cause });
  const message = `The call was not done within its deadline of ${deadlineMs} ms.`;
  return new TimeoutError(message, deadlineMs, facts, last && { cause: last.toError(facts) });
}

function unexpected(
  kind: 'unreadable' | 'too_long' | 'unexpected' | 'error_status',
  answer: AnswerHead,
  what: string,
): Failure {
  const contentType = answer.headers.get('content-type') ?? undefined;
  const { status } = answer;
  return {
    kind,
    status,
    retryAfter: answer.headers.get('retry-after'),
    toError: (facts) =>
      new UnexpectedResponseError(what, { status, ...(contentType !== undefined && { contentType }) }, facts),
  };
}

/** The body was longer than the client reads. */
export function tooLongFailure(answer: AnswerHead, maxBytes: number): Failure {
  return unexpected('too_long', answer, `The answer (${answer.status}) is longer than ${maxBytes} bytes.`);
}

/** A success that is not an event stream. */
export function notAStreamFailure(answer: AnswerHead): Failure {
  const contentType = answer.headers.get('content-type') ?? 'no content type';
  return unexpected('unexpected', answer, `Expected an event stream and got ${contentType}: check the base URL.`);
}

function errorStatusFailure(answer: AnswerHead, json: Json | undefined): Failure {
  const body = json?.value;
  if (!isProblemDocument(body)) {
    const contentType = answer.headers.get('content-type') ?? 'no content type';
    return unexpected(
      'error_status',
      answer,
      `The answer (${answer.status}, ${contentType}) is not a problem document of the order service.`,
    );
  }
  return {
    kind: 'error_status',
    status: answer.status,
    code: body.code,
    // Across origins a browser hides headers that the service does not expose; the document has the same value.
    retryAfter: answer.headers.get('retry-after') ?? ('retry_after' in body ? String(body.retry_after) : null),
    toError: (facts) => new ApiError(body, answer.status, facts),
  };
}

/** What is wrong with a complete answer; `undefined` when it is a success that can be read. */
export function answerFailure(answer: AnswerHead, json: Json | undefined): Failure | undefined {
  const { status, headers } = answer;
  if (STATUSES_WITHOUT_BODY.includes(status)) return undefined;
  if (status < 200 || (status >= 300 && status < 400)) {
    return unexpected(
      'unexpected',
      answer,
      'The answer is a redirect, and redirects are not followed: check the base URL.',
    );
  }
  if (status >= 400) return errorStatusFailure(answer, json);
  const contentType = headers.get('content-type') ?? 'no content type';
  if (!contentType.includes('json')) {
    return unexpected('unexpected', answer, `Expected JSON and got ${contentType}: check the base URL.`);
  }
  return json ? undefined : unexpected('unreadable', answer, 'The answer is not complete JSON.');
}

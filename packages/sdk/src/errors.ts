import type { RequestSummary } from './http/hooks.js';

/** What is known of a call that failed. */
export interface CallFacts {
  /** The last attempt, with its credentials redacted. */
  readonly request?: RequestSummary;
  /** Names the request in the service's logs. */
  readonly requestId?: string;
  /** How many times the request was sent. */
  readonly attempts?: number;
  /** Whether a change was sent, and no answer says whether it was made. */
  readonly outcomeUnknown?: boolean;
}

/** Base class of the errors of calls. The message says what happened; `cause` has the underlying error. */
export class OrderServiceError extends Error {
  override readonly name: string = 'OrderServiceError';
  /** The last attempt, with its credentials redacted; absent when nothing was sent. */
  readonly request?: RequestSummary;
  /** Names the request in the service's logs; absent when nothing was sent. */
  readonly requestId?: string;
  /** How many times the request was sent; 0 when it never was. */
  readonly attempts: number;
  /** Whether a change was sent, and no answer says whether it was made: read the order before you repeat it. */
  readonly outcomeUnknown: boolean;

  constructor(message: string, facts: CallFacts = {}, options?: ErrorOptions) {
    super(message, options);
    if (facts.request) this.request = facts.request;
    if (facts.requestId !== undefined) this.requestId = facts.requestId;
    this.attempts = facts.attempts ?? 0;
    this.outcomeUnknown = facts.outcomeUnknown ?? false;
  }
}

/** An option of the client or of a call is not valid. Nothing was sent. */
export class ConfigurationError extends OrderServiceError {
  override readonly name = 'ConfigurationError';
}

/** The token function failed; its error is the `cause`. */
export class TokenError extends OrderServiceError {
  override readonly name = 'TokenError';
}

/** The service could not be reached, or the connection was lost before the answer was complete. */
export class ConnectionError extends OrderServiceError {
  override readonly name = 'ConnectionError';
}

/** No complete answer came in time. */
export class TimeoutError extends OrderServiceError {
  override readonly name = 'TimeoutError';
  /** The limit that was exceeded, in milliseconds: of one attempt, or of the whole call. */
  readonly timeoutMs: number;

  constructor(message: string, timeoutMs: number, facts?: CallFacts, options?: ErrorOptions) {
    super(message, facts, options);
    this.timeoutMs = timeoutMs;
  }
}

/** The caller's signal ended the call; its reason is the `cause`. */
export class AbortedError extends OrderServiceError {
  override readonly name = 'AbortedError';
}

/** An answer that is not in the contract: something else answered, or the answer is too long or incomplete. */
export class UnexpectedResponseError extends OrderServiceError {
  override readonly name = 'UnexpectedResponseError';
  /** The HTTP status; absent when the error is about the content of a good answer. */
  readonly status?: number;
  /** The answer's `Content-Type`, if it had one. */
  readonly contentType?: string;

  constructor(
    message: string,
    answer: { readonly status?: number; readonly contentType?: string } = {},
    facts?: CallFacts,
    options?: ErrorOptions,
  ) {
    super(message, facts, options);
    if (answer.status !== undefined) this.status = answer.status;
    if (answer.contentType !== undefined) this.contentType = answer.contentType;
  }
}

import type { components } from '@order-service/sdk';
import { DomainError } from '../../domain/errors.js';

/** One place where a request breaks the contract. */
export type Violation = Readonly<components['schemas']['Violation']>;

/** How many violations an answer lists: a body of 64 KiB can break the contract in thousands of places. */
const MAX_VIOLATIONS = 50;

export class ValidationFailedError extends DomainError {
  readonly code = 'validation_failed';
  /** The first 50 of them. */
  readonly violations: readonly Violation[];

  constructor(violations: readonly Violation[]) {
    const places = violations.length === 1 ? '1 place' : `${violations.length} places`;
    const first = violations[0];
    const example = first ? `: ${first.in} ${first.pointer} ${first.detail}` : '';
    super(`The request breaks the contract in ${places}${violations.length > 1 ? ', first' : ''}${example}.`);
    this.violations = violations.slice(0, MAX_VIOLATIONS);
  }
}

export class StaleCursorError extends DomainError {
  readonly code = 'stale_cursor';

  constructor() {
    super(
      'The cursor is of another database, or from before this one was restored: events may be missing or repeated behind it. ' +
        'Begin again with since, at a time before the last event that you processed, and skip by order_id and order_version ' +
        'what you have processed.',
    );
  }
}

/** What was asked for begins with events that were removed. */
export class EventsExpiredError extends DomainError {
  readonly code = 'events_expired';
  readonly keptSince: string;
  readonly earliestCursor: string;

  /** @param earliestCursor that of the feed behind what was removed */
  constructor(keptSince: string, earliestCursor: string) {
    super(
      `Events before ${keptSince} were removed from the histories of finished orders. Read the orders that were updated since ` +
        'the last event that you processed (updated_after), then begin again with the cursor in earliest_cursor.',
    );
    this.keptSince = keptSince;
    this.earliestCursor = earliestCursor;
  }
}

export class MalformedJsonError extends DomainError {
  readonly code = 'malformed_json';
}

export class MalformedRequestError extends DomainError {
  readonly code = 'malformed_request';
}

export class UnsupportedMediaTypeError extends DomainError {
  readonly code = 'unsupported_media_type';
}

export class BodyTooLargeError extends DomainError {
  readonly code = 'body_too_large';

  constructor(limitBytes: number) {
    super(`The body is larger than ${limitBytes} bytes. Send less, or split the order.`);
  }
}

export class RouteNotFoundError extends DomainError {
  readonly code = 'route_not_found';

  constructor(path: string) {
    super(`There is nothing at ${path}. GET /docs lists every operation.`);
  }
}

export class MethodNotAllowedError extends DomainError {
  readonly code = 'method_not_allowed';

  /** `allowed` lists methods as the `Allow` header does. */
  constructor(method: string, path: string, allowed: string) {
    super(`${method} is not allowed at ${path}; allowed are: ${allowed}.`);
  }
}

export class RateLimitedError extends DomainError {
  readonly code = 'rate_limited';
  readonly retryAfterSeconds: number;

  constructor(perMinute: number, retryAfterSeconds: number) {
    super(`More than ${perMinute} requests in a minute. Wait ${retryAfterSeconds} seconds, then continue.`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The server is configured to read only. */
export class ReadOnlyError extends DomainError {
  readonly code = 'read_only';

  constructor() {
    super(
      'This server only reads, and nothing was changed. Send changes to the address of the service that customers use.',
    );
  }
}

/** The user has as many live streams open as one may have. */
export class TooManyStreamsError extends DomainError {
  readonly code = 'rate_limited';
  readonly retryAfterSeconds = 10;

  constructor(maxStreams: number) {
    super(`You have ${maxStreams} live streams open, which is the maximum for a user. Close one, then open another.`);
  }
}

/** Any failure that is not the caller's. Its cause is logged, and nothing of it is sent. */
export class InternalError extends DomainError {
  readonly code = 'internal_error';

  constructor(options: ErrorOptions) {
    super('The service failed; the request was not at fault. Quote the request_id when you report it.', options);
  }
}

import { DomainError } from '../domain/errors.js';

/** One place where a request breaks the contract. */
export interface Violation {
  readonly in: 'body' | 'query' | 'path' | 'header';
  /** JSON pointer (RFC 6901) into the body, or to the parameter. */
  readonly pointer: string;
  readonly detail: string;
}

/** As many violations as an answer lists; a body can break the contract in thousands of places. */
const MAX_VIOLATIONS = 50;

export class ValidationFailedError extends DomainError {
  readonly code = 'validation_failed';
  override readonly members: { errors: readonly Violation[] };

  constructor(violations: readonly Violation[]) {
    const places = violations.length === 1 ? '1 place' : `${violations.length} places`;
    const first = violations[0];
    const example = first ? `: ${first.in} ${first.pointer} ${first.detail}` : '';
    super(`The request breaks the contract in ${places}${violations.length > 1 ? ', first' : ''}${example}.`);
    this.members = { errors: violations.slice(0, MAX_VIOLATIONS) };
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
    super(`There is nothing at ${path}. GET /docs shows what there is.`);
  }
}

export class MethodNotAllowedError extends DomainError {
  readonly code = 'method_not_allowed';

  constructor(method: string, path: string, allowed: string) {
    super(`${method} is not possible at ${path}; these are: ${allowed}.`);
  }
}

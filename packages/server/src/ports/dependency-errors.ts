import { DomainError } from '../domain/errors.js';

/** What ports throw when the database, the product service or this process cannot serve the request. It may be repeated. */
abstract class RetryableError extends DomainError {
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number, options?: ErrorOptions) {
    super(message, options);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export class DatabaseUnavailableError extends RetryableError {
  readonly code = 'database_unavailable';

  /** `reason` is the beginning of the message. */
  constructor(options?: ErrorOptions & { readonly reason?: string }) {
    const reason = options?.reason ?? 'The database cannot be reached';
    super(`${reason}; nothing was changed. Try again in a moment.`, 2, options);
  }
}

/** The database lacks tables of this version, or has those of another program. */
export class SchemaNotReadyError extends RetryableError {
  readonly code = 'schema_not_ready';

  constructor(options?: ErrorOptions) {
    super(
      'The schema of the database is not that of this version; nothing was changed. ' +
        'Its operator has to run order-service migrate, or to correct DATABASE_URL: see /health.',
      10,
      options,
    );
  }
}

export class ServiceOverloadedError extends RetryableError {
  readonly code = 'service_overloaded';

  constructor(options?: ErrorOptions) {
    super('The service is too busy; nothing was changed. Try again in a moment.', 1, options);
  }
}

/** Another cell holds the lane of the user, or is about to: this one makes no changes of its orders. */
export class LaneElsewhereError extends RetryableError {
  readonly code = 'lane_elsewhere';

  constructor(options?: ErrorOptions) {
    super(
      'The orders of this user are being moved to another cell of the service, or are there; nothing was changed. ' +
        'Try again in a moment.',
      1,
      options,
    );
  }
}

/** The connection was lost while a change was being committed: it may or may not have been made. */
export class OutcomeUnknownError extends RetryableError {
  readonly code = 'outcome_unknown';

  constructor(options?: ErrorOptions) {
    super(
      'The connection to the database was lost during the change, which may have been made. ' +
        'Read the order, or send the same request with the same idempotency key again.',
      2,
      options,
    );
  }
}

/** No complete answer of the product service in time. */
export class ProductServiceTimeoutError extends DomainError {
  readonly code = 'product_service_timeout';

  constructor(timeoutMs: number) {
    super(`The product service did not answer within ${timeoutMs / 1000} s; nothing was ordered. Try again.`);
  }
}

/** The connection to the product service was refused or reset, it answered 5xx or 429, or its circuit breaker is open. */
export class ProductServiceUnavailableError extends RetryableError {
  readonly code = 'product_service_unavailable';

  constructor(retryAfterSeconds: number, options?: ErrorOptions) {
    super(
      'The product service is unavailable; nothing was ordered. Try again in a moment.',
      retryAfterSeconds,
      options,
    );
  }
}

/** The product service answered, but not with a product. */
export class ProductServiceInvalidResponseError extends DomainError {
  readonly code = 'product_service_invalid_response';
  readonly productId: number;

  /** `fault` completes "its answer …" and quotes nothing of the answer. */
  constructor(productId: number, fault: string, options?: ErrorOptions) {
    super(
      `The product service did not describe product ${productId}: its answer ${fault}. Nothing was ordered.`,
      options,
    );
    this.productId = productId;
  }
}

import { DomainError } from '../domain/errors.js';

/**
 * The product service failed; nothing was ordered. A product that does not exist is no failure of the service: the
 * domain's `ProductNotFoundError` says that.
 */
export abstract class ProductServiceError extends DomainError {}

/** No whole answer in time (504). */
export class ProductServiceTimeoutError extends ProductServiceError {
  readonly code = 'product_service_timeout';

  constructor(timeoutMs: number) {
    super(`The product service did not answer within ${timeoutMs / 1000} s; nothing was ordered. Try again.`);
  }
}

/** Refused, reset, no such host, 5xx, 429, or given up on for a while (503). */
export class ProductServiceUnavailableError extends ProductServiceError {
  readonly code = 'product_service_unavailable';
  override readonly members: { retry_after: number };

  constructor(retryAfterSeconds: number, options?: ErrorOptions) {
    super('The product service is unavailable; nothing was ordered. Try again in a moment.', options);
    this.members = { retry_after: retryAfterSeconds };
  }
}

/** The product service answered, but not with a product (502). */
export class ProductServiceInvalidResponseError extends ProductServiceError {
  readonly code = 'product_service_invalid_response';
  override readonly members: { product_id: number };

  /** `fault` completes "its answer …" and quotes nothing of the answer. */
  constructor(productId: number, fault: string, options?: ErrorOptions) {
    super(
      `The product service did not describe product ${productId}: its answer ${fault}. Nothing was ordered.`,
      options,
    );
    this.members = { product_id: productId };
  }
}

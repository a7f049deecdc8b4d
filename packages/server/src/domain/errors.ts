import type { OrderStatus } from './order-status.js';

/**
 * A refusal that the caller can understand. `code` is stable and listed in the contract; the message is a sentence
 * that says what to do; `members` are added to the problem document. Rendered in one place, http/problem.ts.
 */
export abstract class DomainError extends Error {
  abstract readonly code: string;
  readonly members: Readonly<Record<string, unknown>> = {};

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

export class OrderNotFoundError extends DomainError {
  readonly code = 'order_not_found';

  constructor(orderId: number) {
    super(`Order ${orderId} does not exist, or it is someone else's.`);
  }
}

export class EventNotFoundError extends DomainError {
  readonly code = 'event_not_found';

  constructor(eventId: string) {
    super(`Event ${eventId} is not in the outbox: it has been published or skipped, or there never was such an event.`);
  }
}

export class EventNotDeadLetteredError extends DomainError {
  readonly code = 'event_not_dead_lettered';

  constructor(eventId: string) {
    super(
      `Event ${eventId} is not deadLettered: it will be published by itself. Only dead-lettered events can be skipped.`,
    );
  }
}

export class ProductNotFoundError extends DomainError {
  readonly code = 'product_not_found';
  override readonly members: { product_id: number };

  constructor(productId: number) {
    super(`Product ${productId} does not exist. Choose another product.`);
    this.members = { product_id: productId };
  }
}

export class ProductInactiveError extends DomainError {
  readonly code = 'product_inactive';
  override readonly members: { product_id: number };

  constructor(productId: number) {
    super(`Product ${productId} is no longer sold. Choose another product.`);
    this.members = { product_id: productId };
  }
}

export class InsufficientStockError extends DomainError {
  readonly code = 'insufficient_stock';
  override readonly members: { product_id: number; requested: number; available: number };

  constructor(productId: number, requested: number, available: number) {
    const advice = available > 0 ? `Order ${available} or fewer.` : 'Choose another product.';
    super(`${requested} of product ${productId} were asked for, ${available} are in stock. ${advice}`);
    this.members = { product_id: productId, requested, available };
  }
}

export class OrderTotalTooLargeError extends DomainError {
  readonly code = 'order_total_too_large';

  constructor(total: string, largest: string) {
    super(`The order would come to ${total}; the largest is ${largest}. Order less, or split it.`);
  }
}

/** Joins statuses as a sentence does: `confirmed or cancelled`. */
function either(statuses: readonly OrderStatus[]): string {
  return statuses.join(' or ');
}

abstract class TransitionError extends DomainError {
  override readonly members: { current_status: OrderStatus; allowed_transitions: readonly OrderStatus[] };

  constructor(message: string, current: OrderStatus, allowed: readonly OrderStatus[]) {
    super(message);
    this.members = { current_status: current, allowed_transitions: allowed };
  }
}

export class InvalidTransitionError extends TransitionError {
  readonly code = 'invalid_transition';

  constructor(orderId: number, current: OrderStatus, target: OrderStatus, allowed: readonly OrderStatus[]) {
    const cannot =
      current === target
        ? `Order ${orderId} is ${current} already.`
        : `Order ${orderId} is ${current} and cannot become ${target}.`;
    super(
      `${cannot} ${allowed.length > 0 ? `It can become ${either(allowed)}.` : `${current} is final.`}`,
      current,
      allowed,
    );
  }
}

export class TransitionNotPermittedError extends TransitionError {
  readonly code = 'transition_not_permitted';

  constructor(orderId: number, current: OrderStatus, target: OrderStatus, allowed: readonly OrderStatus[]) {
    super(`Only an operator may make order ${orderId} ${target}. Ask one to do it.`, current, allowed);
  }
}

export class VersionMismatchError extends DomainError {
  readonly code = 'version_mismatch';
  override readonly members: {
    current_version: number;
    current_status: OrderStatus;
    allowed_transitions: readonly OrderStatus[];
  };

  constructor(orderId: number, version: number, current: OrderStatus, allowed: readonly OrderStatus[]) {
    super(`Order ${orderId} has changed: it is ${current}, at version ${version}. Read it again before changing it.`);
    this.members = { current_version: version, current_status: current, allowed_transitions: allowed };
  }
}

export class IdempotencyKeyReusedError extends DomainError {
  readonly code = 'idempotency_key_reused';

  constructor() {
    super('This Idempotency-Key was used for another order. Use a new key for a new order.');
  }
}

export class IdempotencyKeyInUseError extends DomainError {
  readonly code = 'idempotency_key_in_use';
  override readonly members = { retry_after: 1 };

  constructor() {
    super('A request with this Idempotency-Key is still under way. Send it again in a moment to get its answer.');
  }
}

export class OperatorRequiredError extends DomainError {
  readonly code = 'operator_required';

  constructor(what: string) {
    super(`${what} is for operators: the token needs the role operator or admin, or the scope orders:manage.`);
  }
}

abstract class RetryableError extends DomainError {
  override readonly members: { retry_after: number };

  constructor(message: string, retryAfterSeconds: number, options?: ErrorOptions) {
    super(message, options);
    this.members = { retry_after: retryAfterSeconds };
  }
}

export class DatabaseUnavailableError extends RetryableError {
  readonly code = 'database_unavailable';

  constructor(options?: ErrorOptions) {
    super('The database cannot be reached; nothing was changed. Try again in a moment.', 2, options);
  }
}

export class ServiceOverloadedError extends RetryableError {
  readonly code = 'service_overloaded';

  constructor(options?: ErrorOptions) {
    super('The service is too busy; nothing was changed. Try again in a moment.', 1, options);
  }
}

/** The connection was lost while a change was being committed: it may or may not have been made. */
export class OutcomeUnknownError extends RetryableError {
  readonly code = 'outcome_unknown';

  constructor(options?: ErrorOptions) {
    super(
      'The database was lost while the change was being made; it may have been made. ' +
        'Read the order, or send the same request with the same Idempotency-Key again.',
      2,
      options,
    );
  }
}

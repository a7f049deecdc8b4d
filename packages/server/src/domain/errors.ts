import type { OrderStatus } from './order-status.js';

/**
 * An error that the caller can understand. `code` is stable and listed in the contract; the message is a sentence that
 * says what to do. What else the caller may need are typed fields. How an error looks on the wire is decided in
 * http/problems/ alone.
 */
export abstract class DomainError extends Error {
  abstract readonly code: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

export class OrderNotFoundError extends DomainError {
  readonly code = 'order_not_found';

  constructor(orderId: number) {
    super(`Order ${orderId} does not exist, or it belongs to another user.`);
  }
}

export class EventNotFoundError extends DomainError {
  readonly code = 'event_not_found';

  constructor(eventId: string) {
    super(`Event ${eventId} is not in the outbox: it was published or skipped, or never existed.`);
  }
}

export class EventNotDeadLetteredError extends DomainError {
  readonly code = 'event_not_dead_lettered';

  constructor(eventId: string) {
    super(
      `Event ${eventId} is not dead-lettered: it will be published without help. ` +
        'Only dead-lettered events can be skipped.',
    );
  }
}

/** No process of the server that answers has this id. */
export class ProcessNotFoundError extends DomainError {
  readonly code = 'process_not_found';

  constructor(processId: number) {
    super(`No process of this server answers with the id ${processId}. GET /api/v1/diagnostics lists those that do.`);
  }
}

export class ProfileRunningError extends DomainError {
  readonly code = 'profile_running';

  constructor(processId: number) {
    super(`A profile of process ${processId} is being taken. Try again when it is complete.`);
  }
}

export class LaneMovingError extends DomainError {
  readonly code = 'lane_moving';

  constructor(userId: number) {
    super(
      `The orders of user ${userId} are being moved to another cell; nothing was erased. Erase the user when the move is ` +
        'complete: order-service lanes list shows it.',
    );
  }
}

export class ProductNotFoundError extends DomainError {
  readonly code = 'product_not_found';
  readonly productId: number;

  constructor(productId: number) {
    super(`Product ${productId} does not exist. Choose another product.`);
    this.productId = productId;
  }
}

export class ProductInactiveError extends DomainError {
  readonly code = 'product_inactive';
  readonly productId: number;

  constructor(productId: number) {
    super(`Product ${productId} is no longer sold. Choose another product.`);
    this.productId = productId;
  }
}

export class InsufficientStockError extends DomainError {
  readonly code = 'insufficient_stock';
  readonly productId: number;
  /** Summed over the order's line items of this product. */
  readonly requested: number;
  readonly available: number;

  constructor(productId: number, requested: number, available: number) {
    const advice = available > 0 ? `Order ${available} or fewer.` : 'Choose another product.';
    super(`${requested} of product ${productId} were requested, ${available} are in stock. ${advice}`);
    this.productId = productId;
    this.requested = requested;
    this.available = available;
  }
}

export class OrderTotalTooLargeError extends DomainError {
  readonly code = 'order_total_too_large';

  /** Both are decimals with two places. */
  constructor(total: string, maximum: string) {
    super(`The order's total would be ${total}; the maximum is ${maximum}. Order less, or split the order.`);
  }
}

/** The order cannot move as requested; what it is now, and where this caller may move it. */
abstract class TransitionError extends DomainError {
  readonly currentStatus: OrderStatus;
  readonly allowedTransitions: readonly OrderStatus[];

  constructor(message: string, currentStatus: OrderStatus, allowedTransitions: readonly OrderStatus[]) {
    super(message);
    this.currentStatus = currentStatus;
    this.allowedTransitions = allowedTransitions;
  }
}

export class InvalidTransitionError extends TransitionError {
  readonly code = 'invalid_transition';

  constructor(orderId: number, current: OrderStatus, target: OrderStatus, allowed: readonly OrderStatus[]) {
    const problem =
      current === target
        ? `Order ${orderId} is ${current} already.`
        : `Order ${orderId} is ${current} and cannot become ${target}.`;
    const advice = allowed.length > 0 ? `It can become ${allowed.join(' or ')}.` : `${current} is final.`;
    super(`${problem} ${advice}`, current, allowed);
  }
}

export class TransitionNotPermittedError extends TransitionError {
  readonly code = 'transition_not_permitted';

  constructor(orderId: number, current: OrderStatus, target: OrderStatus, allowed: readonly OrderStatus[]) {
    super(`Only an operator may make order ${orderId} ${target}. Ask one to do it.`, current, allowed);
  }
}

export class VersionMismatchError extends TransitionError {
  readonly code = 'version_mismatch';
  readonly currentVersion: number;

  constructor(orderId: number, version: number, current: OrderStatus, allowed: readonly OrderStatus[]) {
    super(
      `Order ${orderId} has changed: it is ${current}, at version ${version}. Read it again before you change it.`,
      current,
      allowed,
    );
    this.currentVersion = version;
  }
}

export class ReferenceTakenError extends DomainError {
  readonly code = 'reference_taken';
  readonly reference: string;
  /** The order that has the reference. */
  readonly orderId: number;

  constructor(reference: string, orderId: number) {
    super(
      `Order ${orderId} has the reference ${JSON.stringify(reference)} already. Use another reference for another order.`,
    );
    this.reference = reference;
    this.orderId = orderId;
  }
}

export class IdempotencyKeyReusedError extends DomainError {
  readonly code = 'idempotency_key_reused';

  constructor() {
    super('This idempotency key was used for another order. Use a new key for a new order.');
  }
}

export class IdempotencyKeyInUseError extends DomainError {
  readonly code = 'idempotency_key_in_use';
  readonly retryAfterSeconds = 1;

  constructor() {
    super('A request with this idempotency key is still being processed. Send it again in a moment to get its answer.');
  }
}

/** A list that there is no index for; `supported` are combinations that there is one for. */
export class FilterNotSupportedError extends DomainError {
  readonly code = 'filter_not_supported';
  readonly filters: readonly string[];
  readonly supported: readonly SupportedList[];

  constructor(filters: readonly string[], sortedBy: string | undefined, supported: readonly SupportedList[]) {
    const asked = [filters.join(', ') || 'no filter', ...(sortedBy === undefined ? [] : [`sorted by ${sortedBy}`])];
    super(
      `Orders cannot be listed by this combination (${asked.join(', ')}): it would read all of them. ` +
        `Possible: ${supported.map(describe).join('; ')}. user_id or scope goes with each.`,
    );
    this.filters = filters;
    this.supported = supported;
  }
}

interface SupportedList {
  /** One of these has to be given. */
  readonly by: readonly string[];
  /** These may be given, too. */
  readonly with: readonly string[];
  readonly sortedBy: readonly string[];
}

function describe({ by, with: others, sortedBy }: SupportedList): string {
  const leading = by.length > 1 ? `one of ${by.join(', ')}` : (by[0] ?? 'none of the others');
  const also = others.filter((name) => !by.includes(name));
  return `${leading} with any of ${also.join(', ')}, sorted by ${sortedBy.join(' or ')}`;
}

export class OperatorRequiredError extends DomainError {
  readonly code = 'operator_required';

  /** `action` completes "Only operators may …". */
  constructor(action: string) {
    super(`Only operators may ${action}. Use an operator's token.`);
  }
}

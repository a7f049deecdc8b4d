import { expect } from 'chai';
import {
  EventNotDeadLetteredError,
  EventNotFoundError,
  IdempotencyKeyInUseError,
  IdempotencyKeyReusedError,
  InsufficientStockError,
  InvalidTransitionError,
  OperatorRequiredError,
  OrderNotFoundError,
  OrderTotalTooLargeError,
  ProductInactiveError,
  ProductNotFoundError,
  TransitionNotPermittedError,
  VersionMismatchError,
  type DomainError,
} from '../../src/domain/errors.js';

/** What the caller reads: the sentence says what to do. */
const SENTENCES: readonly (readonly [what: string, error: DomainError, message: string])[] = [
  [
    'some are in stock',
    new InsufficientStockError(7, 3, 1),
    '3 of product 7 were requested, 1 are in stock. Order 1 or fewer.',
  ],
  [
    'none are in stock',
    new InsufficientStockError(7, 3, 0),
    '3 of product 7 were requested, 0 are in stock. Choose another product.',
  ],
  [
    'an order has the status already, and can leave it in two ways',
    new InvalidTransitionError(6, 'pending', 'pending', ['confirmed', 'cancelled']),
    'Order 6 is pending already. It can become confirmed or cancelled.',
  ],
  [
    'an order can leave its status in one way',
    new InvalidTransitionError(6, 'confirmed', 'pending', ['shipped']),
    'Order 6 is confirmed and cannot become pending. It can become shipped.',
  ],
  [
    'the status of an order is final',
    new InvalidTransitionError(6, 'cancelled', 'shipped', []),
    'Order 6 is cancelled and cannot become shipped. cancelled is final.',
  ],
  [
    'only an operator may make the change',
    new TransitionNotPermittedError(6, 'pending', 'shipped', []),
    'Only an operator may make order 6 shipped. Ask one to do it.',
  ],
  [
    'an order has changed',
    new VersionMismatchError(6, 3, 'shipped', []),
    'Order 6 has changed: it is shipped, at version 3. Read it again before you change it.',
  ],
  ['there is no order', new OrderNotFoundError(6), 'Order 6 does not exist, or it belongs to another user.'],
  [
    'there is no event',
    new EventNotFoundError('e1'),
    'Event e1 is not in the outbox: it was published or skipped, or never existed.',
  ],
  [
    'an event is not dead-lettered',
    new EventNotDeadLetteredError('e1'),
    'Event e1 is not dead-lettered: it will be published without help. Only dead-lettered events can be skipped.',
  ],
  ['there is no product', new ProductNotFoundError(7), 'Product 7 does not exist. Choose another product.'],
  ['a product is not sold', new ProductInactiveError(7), 'Product 7 is no longer sold. Choose another product.'],
  [
    'a total is too large',
    new OrderTotalTooLargeError('2.00', '1.00'),
    "The order's total would be 2.00; the maximum is 1.00. Order less, or split the order.",
  ],
  [
    'a key was used',
    new IdempotencyKeyReusedError(),
    'This idempotency key was used for another order. Use a new key for a new order.',
  ],
  [
    'a key is in use',
    new IdempotencyKeyInUseError(),
    'A request with this idempotency key is still being processed. Send it again in a moment to get its answer.',
  ],
  [
    'an operator is needed',
    new OperatorRequiredError('read the outbox'),
    "Only operators may read the outbox. Use an operator's token.",
  ],
];

describe('the message of a domain error, when', () => {
  for (const [what, error, message] of SENTENCES) {
    it(what, () => expect(error.message).to.equal(message));
  }
});

describe('IdempotencyKeyInUseError', () => {
  it('asks for a retry after a second', () => expect(new IdempotencyKeyInUseError().retryAfterSeconds).to.equal(1));
});

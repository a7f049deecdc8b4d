import { expect } from 'chai';
import {
  IdempotencyKeyInUseError,
  InsufficientStockError,
  InvalidTransitionError,
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
];

describe('the message of a domain error, when', () => {
  for (const [what, error, message] of SENTENCES) {
    it(what, () => expect(error.message).to.equal(message));
  }
});

describe('IdempotencyKeyInUseError', () => {
  it('asks for a retry after a second', () => expect(new IdempotencyKeyInUseError().retryAfterSeconds).to.equal(1));
});

import type { Caller } from './caller.js';
import {
  InsufficientStockError,
  OrderTotalTooLargeError,
  ProductInactiveError,
  ProductNotFoundError,
} from './errors.js';
import { formatAmount, MAX_AMOUNT, type Cents } from './money.js';
import { INITIAL_STATUS, ORDER_STATUSES, sourcesOf, transitionsFrom, type OrderStatus } from './order-status.js';
import type { Product } from './product.js';

/** The version of an order that has not been changed since it was placed. */
export const INITIAL_VERSION = 1;

/** A line item: the product's name and price of the moment the order was placed. It never changes. */
export interface LineItem {
  readonly productId: number;
  readonly productName: string;
  /** Decimal with two places. */
  readonly productPrice: string;
  readonly quantity: number;
  /** Decimal with two places. */
  readonly subtotal: string;
}

export interface Order {
  readonly id: number;
  readonly status: OrderStatus;
  /** Counts the order's changes, from `INITIAL_VERSION`. */
  readonly version: number;
  /** RFC 3339, UTC, microseconds; so is `updatedAt`. */
  readonly createdAt: string;
  readonly updatedAt: string;
  /** When the personal data of the order's user was erased; null where it was not. */
  readonly erasedAt: string | null;
  /**
   * What no change of status changes: whose order it is, its total, reference, metadata and line items. They are JSON text,
   * the members of an object without its braces, which is composed where the order is stored and sent as it is.
   */
  readonly contentsJson: string;
}

/** A line item of a request to place an order. */
export interface RequestedItem {
  readonly productId: number;
  readonly quantity: number;
}

/** The ids of an order's line items are made of its own id and their numbers, 0 to 99, which limits their count. */
export const MAX_LINE_ITEMS = 100;
/** As the contract has it. */
export const MAX_REFERENCE_LENGTH = 100;

/** What an order holds once its products are known. */
export interface Snapshot {
  readonly items: readonly LineItem[];
  /** Decimal with two places. */
  readonly totalAmount: string;
}

/**
 * Copies names and prices of `products` into line items and adds them up.
 * @throws ProductNotFoundError, ProductInactiveError or InsufficientStockError for the first item that is not available.
 * Stock is compared with the sum over all items of a product.
 * @throws OrderTotalTooLargeError when the total exceeds what an order can hold.
 */
export function takeSnapshot(requested: readonly RequestedItem[], products: ReadonlyMap<number, Product>): Snapshot {
  const quantities = new Map<number, number>();
  for (const { productId, quantity } of requested)
    quantities.set(productId, (quantities.get(productId) ?? 0) + quantity);

  let total: Cents = 0n;
  const items = requested.map(({ productId, quantity }): LineItem => {
    const product = available(productId, quantities.get(productId) ?? quantity, products);
    const subtotal = product.price * BigInt(quantity);
    total += subtotal;
    return {
      productId,
      productName: product.name,
      productPrice: formatAmount(product.price),
      quantity,
      subtotal: formatAmount(subtotal),
    };
  });
  if (total > MAX_AMOUNT) throw new OrderTotalTooLargeError(formatAmount(total), formatAmount(MAX_AMOUNT));
  return { items, totalAmount: formatAmount(total) };
}

function available(productId: number, requested: number, products: ReadonlyMap<number, Product>): Product {
  const product = products.get(productId);
  if (!product) throw new ProductNotFoundError(productId);
  if (!product.isActive) throw new ProductInactiveError(productId);
  if (product.stockQuantity < requested) {
    throw new InsufficientStockError(productId, requested, Math.max(0, product.stockQuantity));
  }
  return product;
}

/** The statuses to which a deployment lets an order's owner move it. Operators may move it to every status. */
export type OwnerTransitions = ReadonlySet<OrderStatus>;

type Role = Pick<Caller, 'operator'>;

/** Whether `caller` may move the orders that they see to `target`, if their status allows it. */
export function mayMoveTo(target: OrderStatus, caller: Role, ownerTransitions: OwnerTransitions): boolean {
  return caller.operator || ownerTransitions.has(target);
}

/** The statuses to which `caller`, who may see the order, may move it from `status`. */
export function allowedTransitions(
  status: OrderStatus,
  caller: Role,
  ownerTransitions: OwnerTransitions,
): readonly OrderStatus[] {
  return transitionsFrom(status).filter((target) => mayMoveTo(target, caller, ownerTransitions));
}

/** The statuses to which `caller` may move orders, whatever status they have. */
export function permittedTargets(caller: Role, ownerTransitions: OwnerTransitions): readonly OrderStatus[] {
  return ORDER_STATUSES.filter((target) => sourcesOf(target).length > 0 && mayMoveTo(target, caller, ownerTransitions));
}

/** The order as it was when it was placed. A repeated request is answered with this. */
export function asPlaced(order: Order): Order {
  return { ...order, status: INITIAL_STATUS, version: INITIAL_VERSION, updatedAt: order.createdAt };
}

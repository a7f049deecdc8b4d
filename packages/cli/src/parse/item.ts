import { limits } from '@order-service/sdk';
import { UsageError } from '../errors.js';

/** An item of a request to place an order, as in the contract. */
export interface ItemRequest {
  product_id: number;
  quantity: number;
}

const ITEM = /^(\d+)(?::(\d+))?$/;

/** Parses `<product>:<quantity>`, or `<product>` for a quantity of one. Throws UsageError. */
export function parseItem(text: string): ItemRequest {
  const match = ITEM.exec(text.trim());
  if (!match) {
    throw new UsageError(`An item is <product>:<quantity>, such as 1:2, or <product> for one of it; not '${text}'.`);
  }
  const productId = parseProductId(match[1] ?? '');
  return { product_id: productId, quantity: parseQuantity(match[2] ?? '1') };
}

/** Parses a product id. Throws UsageError. */
export function parseProductId(text: string): number {
  return wholeNumber(text, limits.minProductId, limits.maxProductId, 'A product id');
}

/** Parses a quantity. Throws UsageError. */
export function parseQuantity(text: string): number {
  return wholeNumber(text, limits.minQuantity, limits.maxQuantity, 'A quantity');
}

function wholeNumber(text: string, min: number, max: number, what: string): number {
  const value = /^\d{1,16}$/.test(text.trim()) ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  throw new UsageError(`${what} is a whole number from ${min} to ${max}, not '${text}'.`);
}

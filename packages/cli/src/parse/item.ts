import { UsageError } from '../errors.js';

/** An item of an order to be placed, as the contract has it. */
export interface ItemRequest {
  product_id: number;
  quantity: number;
}

const ITEM = /^(\d+)(?::(\d+))?$/;
/** How many items an order may have. */
export const MAX_ITEMS = 100;
const MAX_PRODUCT_ID = 2_147_483_647;
const MAX_QUANTITY = 10_000;

/** Reads `<product>:<quantity>`, or `<product>` for one of it. Throws UsageError. */
export function parseItem(text: string): ItemRequest {
  const match = ITEM.exec(text.trim());
  if (!match) {
    throw new UsageError(`An item is <product>:<quantity>, such as 1:2, or <product> for one of it; not '${text}'.`);
  }
  const productId = parseProductId(match[1] ?? '');
  return { product_id: productId, quantity: parseQuantity(match[2] ?? '1') };
}

/** Reads a product's id: 1 to 2147483647. Throws UsageError. */
export function parseProductId(text: string): number {
  return wholeNumber(text, MAX_PRODUCT_ID, 'A product id');
}

/** Reads a quantity: 1 to 10000. Throws UsageError. */
export function parseQuantity(text: string): number {
  return wholeNumber(text, MAX_QUANTITY, 'A quantity');
}

function wholeNumber(text: string, max: number, what: string): number {
  const value = /^\d{1,10}$/.test(text.trim()) ? Number(text) : 0;
  if (value < 1 || value > max) throw new UsageError(`${what} is a whole number from 1 to ${max}, not '${text}'.`);
  return value;
}

import { formatAmount, MAX_AMOUNT, parseAmount } from '../domain/money.js';
import { INITIAL_STATUS, isOrderStatus, ORDER_STATUSES, pathBetween } from '../domain/order-status.js';
import { MAX_EMAIL_LENGTH } from '../domain/caller.js';
import { INITIAL_VERSION, MAX_LINE_ITEMS, MAX_REFERENCE_LENGTH, type LineItem } from '../domain/order.js';
import { MAX_PRODUCT_NAME_LENGTH } from '../domain/product.js';
import type { ImportedOrder, SourceItem, SourceOrder } from '../ports/import.js';

/** An order that can be imported, or why it cannot, in sentences. */
export type CheckedOrder =
  | { readonly order: ImportedOrder; readonly reasons?: undefined }
  | { readonly order?: undefined; readonly reasons: readonly string[] };

/** Checks an order of the source against the rules of this service. */
export function checkOrder(source: SourceOrder, userEmail: string): CheckedOrder {
  const { id, userId, status, totalAmount, reference, createdAt, updatedAt, items } = source;
  const reasons: string[] = [];
  if (id < 1) reasons.push('Its id is not positive.');
  if (source.sameId > 1) reasons.push(`${source.sameId} orders have its id.`);
  reasons.push(...wrongReference(source));
  if (items.length === 0) reasons.push('It has no line items.');
  if (items.length > MAX_LINE_ITEMS) reasons.push(`It has ${items.length} line items, more than ${MAX_LINE_ITEMS}.`);
  const lineItems = items.map((item, at) => checkItem(item, at + 1, reasons));
  const total = parseAmount(totalAmount ?? '');
  if (total === undefined) reasons.push(`Its total, ${totalAmount ?? 'null'}, is not an amount of 0 to ${MAX}.`);
  const sum = lineItems.reduce((sum, item) => sum + (parseAmount(item?.subtotal ?? '') ?? 0n), 0n);
  if (total !== undefined && items.length > 0 && !lineItems.includes(undefined) && sum !== total) {
    reasons.push(`Its total is ${formatAmount(total)}, and its line items add up to ${formatAmount(sum)}.`);
  }
  const path = isOrderStatus(status) ? pathBetween(INITIAL_STATUS, status) : undefined;
  if (!path) reasons.push(`Its status, ${status ?? 'null'}, is none of ${ORDER_STATUSES.join(', ')}.`);
  if (createdAt === null) reasons.push('It has no time of creation between the years 1 and 9999.');
  if (userId === null || userId < 0) reasons.push(`Its user, ${userId ?? 'null'}, is no number from 0 on.`);
  if (!isAddress(userEmail))
    reasons.push(`The address of its user, ${JSON.stringify(userEmail)}, is no e-mail address.`);
  if (reasons.length > 0 || !path || !isOrderStatus(status) || userId === null || createdAt === null)
    return { reasons };
  return {
    order: {
      ...{ id, userId, userEmail, status, createdAt },
      version: INITIAL_VERSION + path.length,
      ...{ totalAmount: formatAmount(sum), reference },
      items: lineItems.filter((item) => item !== undefined),
      updatedAt: updatedAt !== null && updatedAt > createdAt ? updatedAt : createdAt,
    },
  };
}

function wrongReference({ userId, reference, sameReference }: SourceOrder): string[] {
  if (reference === null) return [];
  const named = `Its reference, ${JSON.stringify(reference)},`;
  if (Array.from(reference).length > MAX_REFERENCE_LENGTH)
    return [`${named} is longer than ${MAX_REFERENCE_LENGTH} characters.`];
  return sameReference > 1 ? [`${named} is that of ${sameReference} orders of user ${userId ?? 'null'}.`] : [];
}

const MAX = formatAmount(MAX_AMOUNT);

/** An unknown address is empty. Mail is sent to any other, which an order keeps for ever. */
function isAddress(email: string): boolean {
  return email === '' || (email.length <= MAX_EMAIL_LENGTH && /^[^\s@]+@[^\s@]+$/.test(email));
}

/** Adds to `reasons` what is wrong with the line item; then returns undefined. */
function checkItem(item: SourceItem, number: number, reasons: string[]): LineItem | undefined {
  const { productId, productName, quantity } = item;
  const price = parseAmount(item.productPrice ?? '');
  const subtotal = parseAmount(item.subtotal ?? '');
  const product = price !== undefined && quantity !== null ? price * BigInt(quantity) : undefined;
  if (productId === null || productName === null) reasons.push(`Line item ${number}: it has no product.`);
  else if (productName.trim() === '' || productName.length > MAX_PRODUCT_NAME_LENGTH)
    reasons.push(`Line item ${number}: its name is blank, or longer than ${MAX_PRODUCT_NAME_LENGTH} characters.`);
  else if (price === undefined)
    reasons.push(`Line item ${number}: its price, ${item.productPrice ?? 'null'}, is not an amount.`);
  else if (quantity === null || quantity < 1)
    reasons.push(`Line item ${number}: its quantity is ${quantity ?? 'null'}.`);
  else if (product === undefined || product !== subtotal) {
    reasons.push(
      `Line item ${number}: its subtotal, ${item.subtotal ?? 'null'}, is not ${quantity} × ${formatAmount(price)}.`,
    );
  } else {
    return { productId, productName, quantity, productPrice: formatAmount(price), subtotal: formatAmount(product) };
  }
  return undefined;
}

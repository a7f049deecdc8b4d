import { parseAmount, type Cents } from '../domain/money.js';
import { MAX_PRODUCT_NAME_LENGTH, type Product } from '../domain/product.js';
import { ProductServiceInvalidResponseError } from '../ports/dependency-errors.js';
import { isStorableText } from '../wire/storable-text.js';

/** Throws for bytes that are not UTF-8, and drops a byte order mark, which some frameworks write. */
const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** The `detail` of FastAPI for a path without a route. */
const ROUTE_NOT_FOUND = 'Not Found';

/** Those of one request: one, or those of a batch. */
export type ProductIds = readonly [number, ...number[]];

/** The products in a response by their ids, without those that do not exist; an error for one with an invalid member. */
export type ProductsFound = ReadonlyMap<number, Product | ProductServiceInvalidResponseError>;

/**
 * Parses the response for product `productId`. Members that an order does not need are ignored.
 * @throws ProductServiceInvalidResponseError when it is not JSON, not that product, or has an invalid member
 */
export function parseProduct(productId: number, body: Buffer): Product {
  const description = objectOf(parseJson(body));
  if (!description) throw invalid(productId, 'is not a JSON object');
  if (description.id !== productId) throw invalid(productId, 'is about another product, or about none');
  return productOf(productId, description);
}

/**
 * Parses the response to a batch: an array of products, or an object with such an array as `items`. A product that it lacks
 * does not exist. One that was not asked for shows that the ids were not understood, as by a list of all products, of which
 * the answer would be one page.
 * @throws ProductServiceInvalidResponseError when it is neither, or has other products
 */
export function parseProducts(productIds: ProductIds, body: Buffer): ProductsFound {
  const content = parseJson(body);
  const items: unknown = objectOf(content)?.items ?? content;
  if (!Array.isArray(items))
    throw invalid(productIds[0], 'is neither an array nor an object with an array as its items');
  const found = new Map<number, Product | ProductServiceInvalidResponseError>();
  for (const item of items) {
    const description = objectOf(item) ?? {};
    const id = productIds.find((wanted) => wanted === description.id);
    if (id === undefined) throw invalid(productIds[0], 'has products that were not asked for');
    found.set(id, productOrError(id, description));
  }
  return found;
}

function productOrError(
  id: number,
  description: Record<string, unknown>,
): Product | ProductServiceInvalidResponseError {
  try {
    return productOf(id, description);
  } catch (error) {
    if (error instanceof ProductServiceInvalidResponseError) return error;
    throw error;
  }
}

function productOf(productId: number, { name, price, stock_quantity, is_active }: Record<string, unknown>): Product {
  if (!isName(name)) throw invalid(productId, 'has no usable name');
  const cents = parsePrice(price);
  if (cents === undefined)
    throw invalid(productId, 'has no price that is a non-negative amount with at most two places');
  if (!Number.isSafeInteger(stock_quantity)) throw invalid(productId, 'has no whole stock_quantity');
  if (typeof is_active !== 'boolean') throw invalid(productId, 'does not say whether it is_active');
  // A negative stock means that more was sold than there was, so nothing is left.
  return {
    id: productId,
    name,
    price: cents,
    stockQuantity: Math.max(0, stock_quantity as number),
    isActive: is_active,
  };
}

function invalid(productId: number, fault: string): ProductServiceInvalidResponseError {
  return new ProductServiceInvalidResponseError(productId, fault);
}

/**
 * Whether a response with status 404 is the product service's own, `{"detail": "Product not found"}`. A proxy without a
 * route answers HTML, or JSON of its own; the framework of the product service answers `{"detail": "Not Found"}` for a path
 * that it does not serve.
 */
export function isProductNotFound(contentType: string | undefined, body: Buffer): boolean {
  if (!isJson(contentType)) return false;
  const detail = objectOf(parseJson(body))?.detail;
  return typeof detail === 'string' && detail !== '' && detail !== ROUTE_NOT_FOUND;
}

function isJson(contentType = ''): boolean {
  const [mediaType = ''] = contentType.split(';');
  return mediaType.trim().toLowerCase() === 'application/json';
}

/** Returns undefined for what is not JSON. */
function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(UTF8.decode(body));
  } catch {
    return undefined;
  }
}

function objectOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}

function isName(value: unknown): value is string {
  return (
    typeof value === 'string' && value.trim() !== '' && value.length <= MAX_PRODUCT_NAME_LENGTH && isStorableText(value)
  );
}

/** A decimal string, or a JSON number in its shortest decimal form. One that needs an exponent is invalid. */
function parsePrice(value: unknown): Cents | undefined {
  if (typeof value === 'string') return parseAmount(value);
  if (typeof value === 'number') return parseAmount(String(value));
  return undefined;
}

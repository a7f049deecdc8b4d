import { parseAmount, type Cents } from '../domain/money.js';
import { MAX_PRODUCT_NAME_LENGTH, type Product } from '../domain/product.js';
import { ProductServiceInvalidResponseError } from '../ports/dependency-errors.js';
import { isStorableText } from '../wire/storable-text.js';

/** Throws for bytes that are not UTF-8, and drops a byte order mark, which some frameworks write. */
const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** The `detail` of FastAPI for a path without a route. */
const ROUTE_NOT_FOUND = 'Not Found';

/**
 * Parses the response for product `productId`. Members that an order does not need are ignored.
 * @throws ProductServiceInvalidResponseError when it is not JSON, not that product, or has an invalid member
 */
export function parseProduct(productId: number, body: Buffer): Product {
  const invalid = (fault: string) => new ProductServiceInvalidResponseError(productId, fault);

  const description = parseObject(body);
  if (!description) throw invalid('is not a JSON object');
  if (description.id !== productId) throw invalid('is about another product, or about none');

  const name = description.name;
  if (!isName(name)) throw invalid('has no usable name');

  const price = parsePrice(description.price);
  if (price === undefined) throw invalid('has no price that is a non-negative amount with at most two places');

  const stock = description.stock_quantity;
  if (!Number.isSafeInteger(stock)) throw invalid('has no whole stock_quantity');

  const isActive = description.is_active;
  if (typeof isActive !== 'boolean') throw invalid('does not say whether it is_active');

  // A negative stock means that more was sold than there was, so nothing is left.
  return { id: productId, name, price, stockQuantity: Math.max(0, stock as number), isActive };
}

/**
 * Whether a response with status 404 is the product service's own, `{"detail": "Product not found"}`. A proxy without a
 * route answers HTML, or JSON of its own; the framework of the product service answers `{"detail": "Not Found"}` for a path
 * that it does not serve.
 */
export function isProductNotFound(contentType: string | undefined, body: Buffer): boolean {
  if (!isJson(contentType)) return false;
  const detail = parseObject(body)?.detail;
  return typeof detail === 'string' && detail !== '' && detail !== ROUTE_NOT_FOUND;
}

function isJson(contentType = ''): boolean {
  const [mediaType = ''] = contentType.split(';');
  return mediaType.trim().toLowerCase() === 'application/json';
}

function parseObject(body: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(UTF8.decode(body));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
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

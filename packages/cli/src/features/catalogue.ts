/** A product of the catalogue. */
export interface Product {
  readonly id: number;
  readonly name: string;
  /** A decimal with two places. */
  readonly price: string;
  readonly stockQuantity: number;
  readonly sku: string;
}

type Fetch = typeof globalThis.fetch;

const TIMEOUT_MS = 3_000;
const PAGE_SIZE = 100;
const MAX_PAGES = 10;

/**
 * The first thousand active products. Throws if a page does not arrive within three seconds, or is not a page of the
 * catalogue.
 */
export async function fetchCatalogue(fetch: Fetch, baseUrl: string, signal: AbortSignal): Promise<Product[]> {
  const products: Product[] = [];
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const url = `${baseUrl}/api/v1/products?limit=${PAGE_SIZE}&offset=${page * PAGE_SIZE}&is_active=true`;
    const items = await fetchPage(fetch, url, signal);
    products.push(...items);
    if (items.length < PAGE_SIZE) break;
  }
  return products;
}

async function fetchPage(fetch: Fetch, url: string, signal: AbortSignal): Promise<Product[]> {
  const response = await fetch(url, {
    headers: { accept: 'application/json' },
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  });
  if (!response.ok) throw new Error(`The catalogue answered ${response.status}.`);
  const body = (await response.json()) as { items?: unknown } | null;
  if (!Array.isArray(body?.items)) throw new Error('The answer is not a page of a catalogue.');
  return body.items.flatMap(readProduct);
}

/** Returns no product for a value that is not a valid product. */
function readProduct(value: unknown): Product[] {
  if (typeof value !== 'object' || value === null) return [];
  const { id, name, price, stock_quantity: stock, sku } = value as Record<string, unknown>;
  if (!Number.isSafeInteger(id) || typeof name !== 'string') return [];
  const amount = Number(price);
  if (!['string', 'number'].includes(typeof price) || !Number.isFinite(amount)) return [];
  return [
    {
      id: Number(id),
      name,
      price: amount.toFixed(2),
      stockQuantity: typeof stock === 'number' ? stock : 0,
      sku: typeof sku === 'string' ? sku : '',
    },
  ];
}

/** The products whose id, name and SKU together contain every word of the term. */
export function searchCatalogue(products: readonly Product[], term: string): Product[] {
  const words = term.toLowerCase().split(/\s+/).filter(Boolean);
  return products.filter(({ id, name, sku }) => {
    const text = `${id} ${name} ${sku}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

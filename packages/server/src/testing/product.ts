import type { SampleProduct } from '../embedded/sample-products.js';

/** What matters of a product to a test. */
export type ProductDraft = Partial<SampleProduct> & Pick<SampleProduct, 'id'>;

/** A whole product: on sale, 100 in stock, at 10.00, and whatever else the draft says. */
export function product(draft: ProductDraft): SampleProduct {
  return {
    name: `Product ${draft.id}`,
    description: null,
    price: '10.00',
    stock_quantity: 100,
    sku: `SKU-${draft.id}`,
    category: null,
    is_active: true,
    created_at: '2024-01-01T00:00:00',
    updated_at: '2024-01-01T00:00:00',
    ...draft,
  };
}

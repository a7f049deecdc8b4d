import type { SampleProduct } from '../embedded/sample-products.js';

/** The members of a product that matter to a test. */
export type ProductDraft = Partial<SampleProduct> & Pick<SampleProduct, 'id'>;

/** A complete product: active, 100 in stock, at 10.00; `draft` replaces its members. */
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

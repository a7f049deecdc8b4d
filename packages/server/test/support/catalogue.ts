import type { LookUpContext } from '../../src/ports/product-catalogue.js';

/** A product of the product service; `overrides` replace members, or remove them if undefined. */
export function describeProduct(id: number, overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id,
    name: `Product ${id}`,
    description: null,
    price: '29.99',
    stock_quantity: 100,
    sku: `SKU-${id}`,
    category: null,
    is_active: true,
    created_at: '2024-01-01T00:00:00',
    updated_at: '2024-01-01T00:00:00',
    ...overrides,
  };
}

export function lookUpContext(overrides: Partial<LookUpContext> = {}): LookUpContext {
  return { requestId: 'request-1', traceparent: undefined, ...overrides };
}

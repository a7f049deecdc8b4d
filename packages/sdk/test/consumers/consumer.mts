// What a program written in TypeScript uses of the package: values, types, and what narrows types.
import { ApiError, createClient, isProblem, limits, type Order, type Page } from '@order-service/sdk';

const client = createClient({ baseUrl: 'http://localhost:8002', token: 'token' });

export async function firstPage(): Promise<Page<Order>> {
  const lineItems: 100 = limits.maxLineItems;
  return client.orders.list({ limit: lineItems });
}

/** What may be left out may be given as `undefined`, also with `exactOptionalPropertyTypes`. */
export async function pageAt(cursor: string | undefined): Promise<Page<Order>> {
  return client.orders.list({ cursor, product_id: undefined });
}
export const placed = () =>
  client.orders.create({ items: [{ product_id: 1, quantity: 2 }], reference: undefined, metadata: undefined });

export function available(error: unknown): number | undefined {
  if (error instanceof ApiError && error.code === 'insufficient_stock') return error.available;
  return isProblem(error, 'insufficient_stock') ? error.requested : undefined;
}

// @ts-expect-error The service has no such status.
export const wrong = () => client.orders.updateStatus(42, 'eaten');

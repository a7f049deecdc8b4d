import type { TestService } from './test-service.js';

/** Three bytes each in UTF-8. */
const WIDE = '\u6f22';

/** A request for the largest order that there can be: the most line items, of the longest name, and the most metadata. */
export function maximalOrder(service: TestService): unknown {
  const product = { ...service.catalogue.products.get(1)!, name: WIDE.repeat(500), stock_quantity: 2_000_000_000 };
  service.catalogue.products.set(1, product);
  return {
    items: Array.from({ length: 100 }, () => ({ product_id: 1, quantity: 1 })),
    metadata: Object.fromEntries(Array.from({ length: 20 }, (_, at) => [String(at).padEnd(40, 'k'), WIDE.repeat(500)])),
  };
}

/** Copies the user's newest order until the user has `count`: with its line items, but without events. */
export async function copyNewestOrder(service: TestService, userId: number, count: number): Promise<void> {
  await service.query(
    `INSERT INTO orders (user_id, user_email, status, total_amount, version, metadata, items, created_at, updated_at)
     SELECT user_id, user_email, status, total_amount, version, metadata, items, created_at, updated_at
     FROM (SELECT * FROM orders WHERE user_id = $1 ORDER BY id DESC LIMIT 1) newest, generate_series(2, $2)`,
    [userId, count],
  );
}

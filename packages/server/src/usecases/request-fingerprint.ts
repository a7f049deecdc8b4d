import { hash } from 'node:crypto';
import type { RequestedItem } from '../domain/order.js';

/**
 * SHA-256 of what a request asks for, in a canonical form: two requests with the same fingerprint ask for the same order.
 * White space, the order of members, and the order of metadata entries do not matter. The order of the line items does,
 * because the response has them in that order.
 */
export function requestFingerprint(
  items: readonly RequestedItem[],
  metadata: Readonly<Record<string, string>>,
  reference?: string,
): Buffer {
  const canonical = JSON.stringify([
    items.map((item) => [item.productId, item.quantity]),
    Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1)),
    ...(reference === undefined ? [] : [reference]),
  ]);
  return hash('sha256', canonical, 'buffer');
}

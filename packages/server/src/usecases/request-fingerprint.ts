import { createHash } from 'node:crypto';
import type { RequestedLine } from '../domain/order.js';

/**
 * SHA-256 of what an order asks for, in one canonical form: white space, the order of members and of the metadata's keys
 * do not matter; the order of the lines does, because the answer follows it.
 */
export function requestFingerprint(
  lines: readonly RequestedLine[],
  metadata: Readonly<Record<string, string>>,
): Buffer {
  const canonical = JSON.stringify([
    lines.map((line) => [line.productId, line.quantity]),
    Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);
  return createHash('sha256').update(canonical).digest();
}

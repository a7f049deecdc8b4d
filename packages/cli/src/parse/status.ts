import { ORDER_STATUSES, type TargetStatus } from '@order-service/sdk';
import { UsageError } from '../errors.js';
import { closest } from './closest.js';

export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** Parses a status, in any case. Throws UsageError, which suggests the most similar status. */
export function parseStatus(text: string): OrderStatus {
  const word = text.trim().toLowerCase();
  const status = ORDER_STATUSES.find((known) => known === word);
  if (status) return status;
  const meant = closest(word, ORDER_STATUSES);
  throw new UsageError(`'${text}' is not a status; they are ${ORDER_STATUSES.join(', ')}.`, {
    hints: meant ? [`Did you mean ${meant}?`] : [],
  });
}

/** Parses statuses separated by commas, and adds those not yet in `earlier`. Throws UsageError. */
export function parseStatuses(text: string, earlier: readonly TargetStatus[] = []): TargetStatus[] {
  return [...new Set([...earlier, ...text.split(',').map(parseStatus)])];
}

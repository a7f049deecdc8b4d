import { ORDER_STATUSES, type TargetStatus } from '@order-service/sdk';
import { UsageError } from '../errors.js';
import { closest } from './closest.js';

export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** Whether the text is a status, in any case. */
export function isStatus(text: string): boolean {
  return statusNamed(text) !== undefined;
}

/** Parses a status, in any case. Throws UsageError, which suggests the most similar status. */
export function parseStatus(text: string): OrderStatus {
  const status = statusNamed(text);
  if (status) return status;
  const meant = closest(text.trim().toLowerCase(), ORDER_STATUSES);
  throw new UsageError(`'${text}' is not a status; they are ${ORDER_STATUSES.join(', ')}.`, {
    hints: meant ? [`Did you mean ${meant}?`] : [],
  });
}

function statusNamed(text: string): OrderStatus | undefined {
  const word = text.trim().toLowerCase();
  return ORDER_STATUSES.find((known) => known === word);
}

/** Parses statuses separated by commas, and adds those not yet in `earlier`. Throws UsageError. */
export function parseStatuses(text: string, earlier: readonly TargetStatus[] = []): TargetStatus[] {
  return [...new Set([...earlier, ...text.split(',').map(parseStatus)])];
}

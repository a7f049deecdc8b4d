import { ApiError, isProblem } from './api-error.js';
import type { WithResponse } from './api-promise.js';
import type { HistoryEntry, Order } from './contract.js';

/** What settling needs to ask the service. */
export interface OrderReader {
  get(orderId: number): PromiseLike<WithResponse<Order>>;
  history(orderId: number): PromiseLike<HistoryEntry[]>;
}

/**
 * A conditional move whose first answer was lost is sent again, and refused when the lost attempt had made it: the
 * order has moved on, by this very call. The history tells, for it keeps the id of the request that made each change.
 *
 * Resolves to the order as it is now when the move was this call's own. Otherwise throws the refusal, which then no
 * longer says that its outcome is unknown, unless the service could not tell.
 */
export async function settleMove(error: unknown, orderId: number, reader: OrderReader): Promise<WithResponse<Order>> {
  if (!isProblem(error, 'version_mismatch', 'invalid_transition', 'transition_not_permitted')) throw error;
  const sentId = error.request?.requestId;
  // A service behind something that renames requests keeps ids that say nothing about ours.
  if (!error.outcomeUnknown || sentId === undefined || error.requestId !== sentId) throw error;
  let history: HistoryEntry[];
  try {
    history = await reader.history(orderId);
  } catch {
    throw error; // It says that the outcome is unknown; a second failure would only hide the first.
  }
  if (history.some((entry) => entry.request_id === sentId)) return reader.get(orderId);
  throw new ApiError(error.problem, error.status, {
    request: error.request,
    requestId: sentId,
    attempts: error.attempts,
    outcomeUnknown: false,
  });
}

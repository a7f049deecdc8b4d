import { ApiError, isProblem } from '../api-error.js';
import type { ApiPromise, WithResponse } from '../api-promise.js';
import type { HistoryEntry, Order } from '../contract.js';

/** Reads the order whose transition is in question. */
export interface OrderReader {
  get(): ApiPromise<Order>;
  history(): PromiseLike<HistoryEntry[]>;
}

/**
 * Resolves a conditional transition whose first answer was lost. The retry was refused, because the order has changed;
 * it may have been changed by the first attempt. The history has the id of the request that made each change, and all
 * attempts of a call have the same id.
 *
 * Resolves to the order as it is now when this call made the transition. Otherwise throws the error, whose
 * `outcomeUnknown` is then false, unless the history could not be read.
 */
export async function resolveTransition(error: unknown, reader: OrderReader): Promise<WithResponse<Order>> {
  if (!isProblem(error, 'version_mismatch', 'invalid_transition', 'transition_not_permitted')) throw error;
  const { request, attempts } = error;
  // Behind a proxy that replaces request ids, the history's ids cannot be compared with ours.
  if (!error.outcomeUnknown || !request || error.requestId !== request.requestId) throw error;
  let history: HistoryEntry[];
  try {
    history = await reader.history();
  } catch {
    throw error; // Its outcome is unknown; the second error would hide that.
  }
  if (history.some((entry) => entry.request_id === request.requestId)) return reader.get().withResponse();
  const facts = { request, requestId: request.requestId, attempts, outcomeUnknown: false };
  throw new ApiError(error.problem, error.status, facts);
}

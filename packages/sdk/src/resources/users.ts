import type { ApiPromise } from '../api-promise.js';
import type { EraseUser, Erasure, ErasurePlan } from '../contract.js';
import type { HttpClient } from '../http/http-client.js';
import type { CallOptions } from '../options.js';

/** The personal data of users; for operators. */
export interface UsersResource {
  /** Resolves to what an erasure of the user would change, and to the user's erasures so far. */
  erasurePlan(userId: number, options?: CallOptions): ApiPromise<ErasurePlan>;

  /**
   * Makes one step of an erasure and resolves to how far it has got. Call it again with the same `erasure_id` until
   * `state` is `complete`. Idempotent, and it cannot be undone.
   *
   * @throws {ApiError} `operator_required`
   */
  erase(userId: number, erasure: EraseUser, options?: CallOptions): ApiPromise<Erasure>;
}

export function usersResource(http: HttpClient): UsersResource {
  return {
    erasurePlan: (userId, options = {}) =>
      http.get('/api/v1/users/{user_id}/erasure', { path: { user_id: userId } }, options),

    erase: (userId, erasure, options = {}) => {
      const path = { user_id: userId };
      return http.post('/api/v1/users/{user_id}/erasure', { path, body: erasure, idempotent: true }, options);
    },
  };
}

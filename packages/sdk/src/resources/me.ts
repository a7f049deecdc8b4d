import type { ApiPromise } from '../api-promise.js';
import type { Me } from '../contract.js';
import type { HttpClient } from '../http/http-client.js';
import type { CallOptions } from '../options.js';

/**
 * Resolves to who the caller is and what it may do, as the service reads the token.
 *
 * @throws {ApiError} `authentication_required`, `token_invalid`, `token_expired`
 */
export type GetMe = (options?: CallOptions) => ApiPromise<Me>;

export function getMe(http: HttpClient): GetMe {
  return (options = {}) => http.get('/api/v1/me', {}, options);
}

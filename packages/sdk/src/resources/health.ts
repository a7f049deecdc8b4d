import type { ApiPromise } from '../api-promise.js';
import type { Health } from '../contract.js';
import type { HttpClient } from '../http/http-client.js';
import type { CallOptions } from '../options.js';

/** Resolves to the state of the service and of what it depends on, whatever it is: read the body. Sends no token. */
export type GetHealth = (options?: CallOptions) => ApiPromise<Health>;

export function getHealth(http: HttpClient): GetHealth {
  return (options = {}) => http.get('/health', { anonymous: true }, options);
}

import type { ApiPromise } from '../api-promise.js';
import type { Statistics } from '../contract.js';
import type { HttpClient } from '../http/http-client.js';
import { timestamp } from '../http/timestamp.js';
import type { CallOptions } from '../options.js';

/** The time that statistics cover. */
export interface StatisticsParams {
  /** Begins with the hour or day that holds this time; 24 hours or 30 days before `until` if absent. */
  readonly since?: string | Date | undefined;
  /** Ends before the first hour or day that begins at this time or later; now, if absent. */
  readonly until?: string | Date | undefined;
  /** The length of a bucket. Default `day`. */
  readonly interval?: 'hour' | 'day' | undefined;
}

/**
 * Resolves to the orders by status, and to the orders and revenue over time; for operators.
 *
 * @throws {ApiError} `operator_required`
 */
export type GetStatistics = (params?: StatisticsParams, options?: CallOptions) => ApiPromise<Statistics>;

export function getStatistics(http: HttpClient): GetStatistics {
  return ({ since, until, interval } = {}, options = {}) => {
    const query = { since: since && timestamp(since), until: until && timestamp(until), interval };
    return http.get('/api/v1/stats', { query }, options);
  };
}

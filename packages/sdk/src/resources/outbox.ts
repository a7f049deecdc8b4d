import type { ApiPromise } from '../api-promise.js';
import type { Outbox, OutboxEvent, SkippedEvent } from '../contract.js';
import type { HttpClient } from '../http/http-client.js';
import type { Known } from '../open.js';
import type { CallOptions } from '../options.js';
import { firstPage, type PagePromise } from '../page.js';

/** Which events of the outbox to list. */
export interface ListOutboxParams {
  /** `dead_lettered` events wait for an operator, `waiting` ones will be published by themselves. Default `dead_lettered`. */
  readonly state?: Known<OutboxEvent['state']> | undefined;
  /** The `nextCursor` of an earlier page. */
  readonly cursor?: string | undefined;
  /** Events on a page, 1 to 100. Default 100. */
  readonly limit?: number | undefined;
}

/** Events that have not reached the broker yet; for operators. */
export interface OutboxResource {
  /** Resolves to how many events wait, how old the oldest is in seconds, and how fast events leave. */
  status(options?: CallOptions): ApiPromise<Outbox>;

  /** Lists the events that are dead-lettered or wait. */
  list(params?: ListOutboxParams, options?: CallOptions): PagePromise<OutboxEvent>;

  /**
   * Makes an event due now, dead-lettered or not, and resolves to it.
   *
   * @throws {ApiError} `event_not_found` when it has left the outbox
   */
  retry(eventId: string, options?: CallOptions): ApiPromise<OutboxEvent>;

  /**
   * Gives up on a dead-lettered event, and resolves to what is kept of it.
   *
   * @param reason kept for ever; 1 to 500 characters
   * @throws {ApiError} `event_not_found`, `event_not_dead_lettered`
   */
  skip(eventId: string, reason: string, options?: CallOptions): ApiPromise<SkippedEvent>;
}

export function outboxResource(http: HttpClient): OutboxResource {
  return {
    status: (options = {}) => http.get('/api/v1/outbox', {}, options),

    list: (params = {}, options = {}) =>
      firstPage({
        read: (cursor = params.cursor) => http.get('/api/v1/outbox/events', { query: { ...params, cursor } }, options),
        content: ({ data }) => ({ items: data.events, nextCursor: data.next_cursor, hasMore: data.has_more }),
      }),

    retry: (eventId, options = {}) =>
      http.post('/api/v1/outbox/events/{event_id}/retry', { path: { event_id: eventId }, idempotent: true }, options),

    skip: (eventId, reason, options = {}) => {
      const path = { event_id: eventId };
      return http.post('/api/v1/outbox/events/{event_id}/skip', { path, body: { reason }, idempotent: true }, options);
    },
  };
}

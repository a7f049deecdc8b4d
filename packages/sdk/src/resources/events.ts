import type { ApiPromise } from '../api-promise.js';
import type { OrderEvent, Replay, ReplayEvents } from '../contract.js';
import { EventStream, type StreamOptions } from '../events/event-stream.js';
import { eitherSignal } from '../http/deadline.js';
import type { HttpClient } from '../http/http-client.js';
import { timestamp } from '../http/timestamp.js';
import type { CallOptions } from '../options.js';
import { firstPage, type PagePromise } from '../page.js';

/** Where the feed of events is read from. */
export interface ListEventsParams {
  /** The `nextCursor` of an earlier page or stream: the page begins after it. */
  readonly cursor?: string | undefined;
  /** Without `cursor`: begins with what occurred at this time or later; without either, with the oldest event. */
  readonly since?: string | Date | undefined;
  /** Events on a page, 1 to 100. Default 100. */
  readonly limit?: number | undefined;
}

/** The feed of all changes, and for operators their replay. */
export interface EventsResource {
  /**
   * Lists the feed of all changes, oldest first, to its end: an operator's feed has everyone's events, others' their own.
   * Every page has a `nextCursor`, the last one as well, from which a later call or a stream goes on.
   */
  list(params?: ListEventsParams, options?: CallOptions): PagePromise<OrderEvent>;

  /**
   * Every change as it happens, for as long as it is read, over any number of connections.
   *
   * @example
   * for await (const event of client.events.stream()) console.log(event.event_type, event.data.order_id);
   */
  stream(options?: StreamOptions): EventStream;

  /**
   * Publishes events again; for operators. One call puts back a bounded number: while `has_more`, call again with
   * `next_cursor` as `cursor`. Not retried when the answer is lost, because consumers would get the events once more.
   *
   * @throws {ApiError} `operator_required`, `order_not_found`
   * @example
   * const { queued } = await client.events.replay({ order_id: 257 });
   */
  replay(selection: ReplayEvents, options?: CallOptions): ApiPromise<Replay>;
}

/** @param clientSignal ends streams; a single request has it already */
export function eventsResource(http: HttpClient, clientSignal: AbortSignal | undefined): EventsResource {
  return {
    list: ({ cursor, since, limit } = {}, options = {}) =>
      firstPage({
        read: (pageCursor = cursor) =>
          http.get('/api/v1/events', { query: { limit, ...feedStart(pageCursor, since) } }, options),
        content: ({ data }) => ({ items: data.events, nextCursor: data.next_cursor, hasMore: data.has_more }),
      }),

    stream: ({ since, ...options } = {}) =>
      new EventStream(
        (cursor, callOptions) =>
          http.stream('/api/v1/events', { query: feedStart(cursor, since) }, { ...options, ...callOptions }),
        { ...options, signal: eitherSignal(clientSignal, options.signal) },
      ),

    replay: (selection, options = {}) => http.post('/api/v1/events/replay', { body: selection }, options),
  };
}

/** A cursor is exact; a time is for a reader that has no cursor yet. */
function feedStart(cursor: string | undefined, since: string | Date | undefined) {
  return cursor === undefined ? { since: since && timestamp(since) } : { cursor };
}

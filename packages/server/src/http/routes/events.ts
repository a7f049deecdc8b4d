import type { Context } from 'koa';
import type { components } from '@order-service/sdk';
import { visibleOwnerId } from '../../domain/caller.js';
import type { FeedPosition } from '../../ports/event-feed.js';
import type { FeedReader } from '../../ports/feed-reader.js';
import type { Measurements } from '../../measuring/measurements.js';
import type { AnswersInFlight } from '../answers-in-flight.js';
import { callerOf, identityOf } from '../auth/authenticate.js';
import { jsonText, type JsonText } from '../contract/answer.js';
import type { Handlers } from '../contract/handlers.js';
import type { ValidRequest } from '../contract/request.js';
import { toDatabaseTime } from '../contract/timestamp.js';
import { eventsExpired, feedCursor, ofEpoch, ofKept } from '../paging/cursors.js';
import { createEventStreams, type FeedRequest } from './event-stream.js';

export interface EventDependencies {
  readonly feed: FeedReader;
  /** Aborted when the server stops. */
  readonly stopping: AbortSignal;
  /** Milliseconds since 1970. Decides when the token of a live stream expires; `Date.now` if absent. */
  readonly now?: (() => number) | undefined;
  readonly measurements: Pick<Measurements, 'streams'>;
}

interface RequestedFeed extends FeedRequest {
  /** Where a page without a beginning begins: behind what was removed; undefined for the first event. */
  readonly first: FeedPosition | undefined;
}

export function eventHandlers({ feed, stopping, now, measurements }: EventDependencies, answers: AnswersInFlight) {
  const streams = createEventStreams({ feed, stopping, answers, now, streams: measurements.streams });

  /** Where the caller's feed begins. A cursor wins over a time, because a client that has one resumes. */
  async function requested(
    { query, header }: ValidRequest<'listEvents'>,
    ownerId: number | undefined,
  ): Promise<RequestedFeed> {
    const origin = await feed.origin();
    const { epoch } = origin;
    const begin = { epoch, ownerId, since: undefined, first: origin.removed?.upTo };
    const resumed = (cursor: ReturnType<typeof feedCursor.decode>) => ({
      ...begin,
      after: ofKept(ofEpoch(cursor, epoch), origin),
    });
    const lastEventId = header['Last-Event-ID'];
    if (lastEventId !== undefined) {
      const place = { in: 'header', pointer: '/Last-Event-ID' } as const;
      return resumed(feedCursor.decode(lastEventId, place));
    }
    if (query.cursor !== undefined) return resumed(feedCursor.decode(query.cursor));
    if (query.since === undefined) return { ...begin, after: undefined };
    const since = toDatabaseTime(query.since);
    return { ...begin, after: ofKept(await feed.startAt({ ownerId, since }), origin), since };
  }

  async function page({ epoch, ownerId, after, since, first }: RequestedFeed, limit: number): Promise<EventPage> {
    const end = after ?? (await feed.end()); // read before the page, so that the next page begins right behind this one
    const { entries, hasMore, isIncomplete } = await feed.page({ ownerId, after: after ?? first, limit });
    if (isIncomplete && after) throw eventsExpired(await feed.origin());
    const events = since === undefined ? entries : entries.filter(({ occurredAt }) => occurredAt >= since);
    const members = [
      `"events":[${events.map(({ body }) => body).join(',')}]`, // not parsed, because amounts would become floats
      `"next_cursor":"${feedCursor.encode({ ...(entries.at(-1)?.position ?? end), epoch })}"`,
      `"has_more":${hasMore}`,
    ];
    return jsonText(`{${members.join(',')}}`);
  }

  return {
    async listEvents(request, ctx) {
      const feedRequest = await requested(request, visibleOwnerId(callerOf(ctx)));
      if (!wantsStream(ctx)) return { status: 200, body: await page(feedRequest, request.query.limit) };
      return {
        status: 200,
        stream: ctx.method === 'HEAD' ? streams.headOnly : streams.open(feedRequest, identityOf(ctx)),
      };
    },
  } satisfies Partial<Handlers>;
}

type EventPage = JsonText<components['schemas']['EventPage']>;

function wantsStream(ctx: Context): boolean {
  return ctx.accepts(['application/json', 'text/event-stream']) === 'text/event-stream';
}

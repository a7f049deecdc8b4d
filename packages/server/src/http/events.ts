import Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import { ServiceOverloadedError } from '../domain/dependency-errors.js';
import type { FeedReader } from '../ports/feed-reader.js';
import { streamEvents, type FeedRequest } from './event-stream.js';
import { decodeFeedCursor, encodeFeedCursor } from './feed-cursor.js';
import { callerOf, scopeOf } from './orders.js';
import { toDatabaseTime } from './timestamp.js';
import { requestOf, validate } from './validate.js';

export interface EventRoutes {
  readonly authenticate: Middleware;
  readonly feed: FeedReader;
  /** Aborted when the server stops. */
  readonly stopping: AbortSignal;
}

/** Streams open at a time; each holds a socket. */
const MAX_STREAMS = 5_000;

export function eventRoutes({ authenticate, feed, stopping }: EventRoutes): Router {
  const router = new Router({ prefix: '/api/v1/events' });
  let streams = 0;

  /** Where the caller's feed begins. A cursor is where somebody was already, and wins. */
  async function feedFrom(ownerId: number | undefined, cursor?: string, time?: string): Promise<FeedRequest> {
    if (cursor !== undefined) return { ownerId, after: decodeFeedCursor(cursor), since: undefined };
    if (time === undefined) return { ownerId, after: undefined, since: undefined };
    const since = toDatabaseTime(time);
    return { ownerId, after: await feed.startAt({ ownerId, since }), since };
  }

  async function page(ctx: Context, { ownerId, after, since }: FeedRequest, limit: number): Promise<void> {
    const end = after ?? (await feed.end()); // before the page is read, so that nothing comes between it and the next
    const found = await feed.page({ ownerId, after, limit: limit + 1 });
    const read = found.slice(0, limit);
    const events = since === undefined ? read : read.filter(({ occurredAt }) => occurredAt >= since);
    const members = [
      `"events":[${events.map((event) => event.body).join(',')}]`, // JSON already: parsed, exact amounts became floats
      `"next_cursor":"${encodeFeedCursor(read.at(-1)?.position ?? end)}"`,
      `"has_more":${found.length > limit}`,
    ];
    ctx.type = 'application/json';
    ctx.body = `{${members.join(',')}}`;
  }

  function stream(ctx: Context, streamed: FeedRequest): void {
    if (streams >= MAX_STREAMS || stopping.aborted) throw new ServiceOverloadedError();
    streams += 1;
    ctx.respond = false; // the stream writes to the response itself, for as long as it is open
    ctx.res.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
    streamEvents(ctx.res, { feed, stopping }, streamed)
      .catch((error: unknown) => ctx.app.emit('error', error, ctx))
      .finally(() => (streams -= 1));
  }

  router.get('/', authenticate, validate('listEvents'), async (ctx) => {
    const { query, header } = requestOf(ctx, 'listEvents');
    const cursor = header['Last-Event-ID'] ?? query.cursor;
    const streamed = await feedFrom(scopeOf(callerOf(ctx)), cursor, query.since);
    if (ctx.accepts(['application/json', 'text/event-stream']) === 'text/event-stream') stream(ctx, streamed);
    else await page(ctx, streamed, query.limit ?? 100);
  });

  return router;
}

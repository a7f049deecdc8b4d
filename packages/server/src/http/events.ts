import Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import { ServiceOverloadedError } from '../domain/errors.js';
import type { FeedTail } from '../usecases/feed-tail.js';
import type { EventFeed, FeedPosition } from '../usecases/ports.js';
import { streamEvents } from './event-stream.js';
import { decodeFeedCursor, encodeFeedCursor } from './feed-cursor.js';
import { callerOf, scopeOf } from './orders.js';
import { requestOf, validate } from './validate.js';

export interface EventRoutes {
  readonly authenticate: Middleware;
  readonly feed: EventFeed;
  readonly tail: FeedTail;
  /** Aborted when the server stops. */
  readonly stopping: AbortSignal;
}

/** Streams open at a time; each holds a socket. */
const MOST_STREAMS = 5_000;

export function eventRoutes({ authenticate, feed, tail, stopping }: EventRoutes): Router {
  const router = new Router({ prefix: '/api/v1/events' });
  let streams = 0;

  async function page(ctx: Context, after: FeedPosition | undefined, limit: number): Promise<void> {
    const found = await feed.page({ ownerId: scopeOf(callerOf(ctx)), after, limit: limit + 1 });
    const events = found.slice(0, limit);
    const last = events.at(-1)?.position ?? after;
    const members = [
      `"events":[${events.map((event) => event.body).join(',')}]`, // JSON already: parsed, exact amounts became floats
      `"next_cursor":${last ? `"${encodeFeedCursor(last)}"` : 'null'}`,
      `"has_more":${found.length > limit}`,
    ];
    ctx.type = 'application/json';
    ctx.body = `{${members.join(',')}}`;
  }

  function stream(ctx: Context, after: FeedPosition | undefined): void {
    if (streams >= MOST_STREAMS || stopping.aborted) throw new ServiceOverloadedError();
    streams += 1;
    ctx.respond = false; // the stream writes to the response itself, for as long as it is open
    ctx.res.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
    streamEvents(ctx.res, { feed, tail, stopping }, { ownerId: scopeOf(callerOf(ctx)), after })
      .catch((error: unknown) => ctx.app.emit('error', error, ctx))
      .finally(() => (streams -= 1));
  }

  router.get('/', authenticate, validate('listEvents'), async (ctx) => {
    const { query, header } = requestOf(ctx, 'listEvents');
    const cursor = header['Last-Event-ID'] ?? query.cursor;
    const after = cursor === undefined ? undefined : decodeFeedCursor(cursor);
    if (ctx.accepts(['application/json', 'text/event-stream']) === 'text/event-stream') stream(ctx, after);
    else await page(ctx, after, query.limit ?? 100);
  });

  return router;
}

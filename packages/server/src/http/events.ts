import Router from '@koa/router';
import type { Middleware } from 'koa';
import type { EventFeed } from '../usecases/ports.js';
import { decodeFeedCursor, encodeFeedCursor } from './feed-cursor.js';
import { callerOf, scopeOf } from './orders.js';
import { requestOf, validate } from './validate.js';

export interface EventRoutes {
  readonly authenticate: Middleware;
  readonly feed: EventFeed;
}

export function eventRoutes({ authenticate, feed }: EventRoutes): Router {
  const router = new Router({ prefix: '/api/v1/events' });

  router.get('/', authenticate, validate('listEvents'), async (ctx) => {
    const { limit = 100, cursor } = requestOf(ctx, 'listEvents').query;
    const after = cursor === undefined ? undefined : decodeFeedCursor(cursor);
    const found = await feed.page({ ownerId: scopeOf(callerOf(ctx)), after, limit: limit + 1 });
    const events = found.slice(0, limit);
    const last = events.at(-1);
    const next = last ? encodeFeedCursor(last.position) : (cursor ?? null);
    ctx.type = 'application/json';
    // The bodies are JSON already: parsing them would turn exact amounts into floats.
    ctx.body = `{"events":[${events.map((event) => event.body).join(',')}],"next_cursor":${JSON.stringify(next)},"has_more":${found.length > limit}}`;
  });

  return router;
}

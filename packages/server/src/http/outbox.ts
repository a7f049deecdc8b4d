import Router from '@koa/router';
import type { Middleware } from 'koa';
import type { components } from '@order-service/sdk';
import { actorOf } from '../domain/caller.js';
import type { OperateOutbox } from '../usecases/operate-outbox.js';
import { callerOf } from './orders.js';
import { decodeOutboxCursor, encodeOutboxCursor } from './outbox-cursor.js';
import { presentOutboxEntry, presentOverview, presentSkippedEvent } from './present-outbox.js';
import { traceOf } from './request-context.js';
import { requireOperator } from './require-operator.js';
import { requestOf, validate } from './validate.js';

export interface OutboxRoutes {
  readonly authenticate: Middleware;
  readonly operateOutbox: OperateOutbox;
}

/** The outbox in the hands of operators. */
export function outboxRoutes({ authenticate, operateOutbox }: OutboxRoutes): Router {
  const router = new Router({ prefix: '/api/v1/outbox' });
  const operator = requireOperator('use the outbox');

  router.get('/', authenticate, operator, validate('getOutbox'), async (ctx) => {
    ctx.body = presentOverview(await operateOutbox.overview());
  });

  router.get('/events', authenticate, operator, validate('listOutboxEvents'), async (ctx) => {
    const { state = 'dead_lettered', limit = 100, cursor } = requestOf(ctx, 'listOutboxEvents').query;
    const after = cursor === undefined ? undefined : decodeOutboxCursor(cursor, state);
    const found = await operateOutbox.list({ state, after, limit: limit + 1 });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const hasMore = found.length > limit;
    ctx.body = {
      events: page.map(presentOutboxEntry),
      next_cursor: last && hasMore ? encodeOutboxCursor(last) : null,
      has_more: hasMore,
    } satisfies components['schemas']['OutboxEventPage'];
  });

  router.post('/events/:event_id/retry', authenticate, operator, validate('retryOutboxEvent'), async (ctx) => {
    const { path } = requestOf(ctx, 'retryOutboxEvent');
    ctx.body = presentOutboxEntry(await operateOutbox.retry(path.event_id));
  });

  router.post('/events/:event_id/skip', authenticate, operator, validate('skipOutboxEvent'), async (ctx) => {
    const { path, body } = requestOf(ctx, 'skipOutboxEvent');
    const skipped = await operateOutbox.skip({
      eventId: path.event_id,
      reason: body.reason,
      actor: actorOf(callerOf(ctx)),
      trace: traceOf(ctx),
    });
    ctx.body = presentSkippedEvent(skipped);
  });

  return router;
}

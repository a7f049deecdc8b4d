import Router from '@koa/router';
import type { Middleware } from 'koa';
import type { components } from '@order-service/sdk';
import type { OperateOutbox } from '../usecases/operate-outbox.js';
import { ValidationFailedError } from './problems/request-errors.js';
import { requireOperator } from './require-operator.js';
import { toDatabaseTime } from './timestamp.js';
import { requestOf, validate } from './validate.js';

export interface ReplayRoutes {
  readonly authenticate: Middleware;
  readonly operateOutbox: OperateOutbox;
}

type Replay = components['schemas']['Replay'];

const MAX_EVENTS = 1_000;

/** Publishing events again. */
export function replayRoutes({ authenticate, operateOutbox }: ReplayRoutes): Router {
  const router = new Router({ prefix: '/api/v1/events/replay' });

  async function replaySince(body: components['schemas']['ReplaySince']): Promise<Replay> {
    const { queued, lastId, hasMore } = await operateOutbox.replaySince({
      since: toDatabaseTime(body.since),
      until: body.until === undefined ? 'infinity' : toDatabaseTime(body.until),
      afterId: body.cursor === undefined ? 0 : decodeCursor(body.cursor),
      limit: body.limit ?? MAX_EVENTS,
    });
    const next = hasMore && lastId !== undefined ? encodeCursor(lastId) : null;
    return { queued, next_cursor: next, has_more: next !== null };
  }

  router.post('/', authenticate, requireOperator('replay events'), validate('replayEvents'), async (ctx) => {
    const { body } = requestOf(ctx, 'replayEvents');
    const answer: Replay =
      'order_id' in body
        ? { queued: await operateOutbox.replayOrder(body.order_id), next_cursor: null, has_more: false }
        : await replaySince(body);
    ctx.status = 202;
    ctx.body = answer;
  });

  return router;
}

const POSITION = /^after ([1-9]\d{0,15})$/;

/** The id of the last event as an opaque cursor. */
function encodeCursor(lastId: number): string {
  return Buffer.from(`after ${lastId}`).toString('base64url');
}

/** @throws ValidationFailedError when `cursor` is not one of ours. */
function decodeCursor(cursor: string): number {
  const id = Number(POSITION.exec(Buffer.from(cursor, 'base64url').toString('latin1'))?.[1]);
  if (Number.isSafeInteger(id)) return id;
  const detail = 'is not a cursor of a replay; start again without one';
  throw new ValidationFailedError([{ in: 'body', pointer: '/cursor', detail }]);
}

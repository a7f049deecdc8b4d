import type { components } from '@order-service/sdk';
import type { OperateOutbox } from '../../usecases/operate-outbox.js';
import type { Handlers } from '../contract/handlers.js';
import { LIMITS } from '../contract/limits.js';
import { toDatabaseTime } from '../contract/timestamp.js';
import { replayCursor } from '../paging/cursors.js';

type Schemas = components['schemas'];

const CURSOR_PLACE = { in: 'body', pointer: '/cursor' } as const;

/** Publishing events again. */
export function replayHandlers({ operateOutbox }: { readonly operateOutbox: OperateOutbox }) {
  async function replayOrder({ order_id: orderId }: Schemas['ReplayOrder']): Promise<Schemas['Replay']> {
    return { queued: await operateOutbox.replayOrder(orderId), next_cursor: null, has_more: false };
  }

  async function replaySince(body: Schemas['ReplaySince']): Promise<Schemas['Replay']> {
    const { queued, lastId, hasMore } = await operateOutbox.replaySince({
      since: toDatabaseTime(body.since),
      until: body.until === undefined ? 'infinity' : toDatabaseTime(body.until),
      afterId: body.cursor === undefined ? 0 : replayCursor.decode(body.cursor, CURSOR_PLACE).lastId,
      limit: body.limit ?? LIMITS.replayedEvents,
    });
    const next = hasMore && lastId !== undefined ? replayCursor.encode({ lastId }) : null;
    return { queued, next_cursor: next, has_more: next !== null };
  }

  return {
    async replayEvents({ body }) {
      return { status: 202, body: await ('order_id' in body ? replayOrder(body) : replaySince(body)) };
    },
  } satisfies Partial<Handlers>;
}

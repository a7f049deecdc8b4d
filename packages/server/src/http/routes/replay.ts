import type { components } from '@order-service/sdk';
import type { FeedReader } from '../../ports/feed-reader.js';
import type { OperateOutbox } from '../../usecases/operate-outbox.js';
import type { Handlers } from '../contract/handlers.js';
import { LIMITS } from '../contract/limits.js';
import { toDatabaseTime } from '../contract/timestamp.js';
import { eventsExpired, ofEpoch, replayCursor } from '../paging/cursors.js';

type Schemas = components['schemas'];

const CURSOR_PLACE = { in: 'body', pointer: '/cursor' } as const;

export interface ReplayDependencies {
  readonly operateOutbox: OperateOutbox;
  readonly feed: Pick<FeedReader, 'origin'>;
}

/** Publishing events again. */
export function replayHandlers({ operateOutbox, feed }: ReplayDependencies) {
  async function replayOrder({ order_id: orderId }: Schemas['ReplayOrder']): Promise<Schemas['Replay']> {
    return { queued: await operateOutbox.replayOrder(orderId), next_cursor: null, has_more: false };
  }

  async function replaySince(body: Schemas['ReplaySince']): Promise<Schemas['Replay']> {
    const origin = await feed.origin();
    const { epoch, removed } = origin;
    const since = toDatabaseTime(body.since);
    if (removed && since < removed.keptSince) throw eventsExpired(origin);
    const { queued, lastId, hasMore } = await operateOutbox.replaySince({
      since,
      until: body.until === undefined ? 'infinity' : toDatabaseTime(body.until),
      afterId: body.cursor === undefined ? 0 : ofEpoch(replayCursor.decode(body.cursor, CURSOR_PLACE), epoch).lastId,
      limit: body.limit ?? LIMITS.replayedEvents,
    });
    const next = hasMore && lastId !== undefined ? replayCursor.encode({ lastId, epoch }) : null;
    return { queued, next_cursor: next, has_more: next !== null };
  }

  return {
    async replayEvents({ body }) {
      return { status: 202, body: await ('order_id' in body ? replayOrder(body) : replaySince(body)) };
    },
  } satisfies Partial<Handlers>;
}

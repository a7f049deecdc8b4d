import { actorOf } from '../../domain/caller.js';
import type { OperateOutbox } from '../../usecases/operate-outbox.js';
import { callerOf } from '../auth/authenticate.js';
import type { Handlers } from '../contract/handlers.js';
import { traceOf } from '../request-state.js';
import { outboxCursor } from '../paging/cursors.js';
import { readPage } from '../paging/page.js';
import { presentOutboxEntry, presentOverview, presentSkippedEvent } from '../presenting/present-outbox.js';

/** The outbox, for operators. */
export function outboxHandlers({ operateOutbox }: { readonly operateOutbox: OperateOutbox }) {
  return {
    async getOutbox() {
      return { status: 200, body: presentOverview(await operateOutbox.overview()) };
    },

    async listOutboxEvents({ query: { state, limit: size, cursor } }) {
      const cursors = outboxCursor(state);
      const after = cursor === undefined ? undefined : cursors.decode(cursor);
      const { entries, lastBeforeNext } = await readPage(size, (limit) => operateOutbox.list({ state, after, limit }));
      const body = {
        events: entries.map(presentOutboxEntry),
        next_cursor: lastBeforeNext ? cursors.encode(lastBeforeNext) : null,
        has_more: lastBeforeNext !== undefined,
      };
      return { status: 200, body };
    },

    async retryOutboxEvent({ path }) {
      return { status: 200, body: presentOutboxEntry(await operateOutbox.retry(path.event_id)) };
    },

    async skipOutboxEvent({ path, header, body }, ctx) {
      const skipped = await operateOutbox.skip({
        eventId: path.event_id,
        reason: body.reason,
        actor: actorOf(callerOf(ctx), header['Orders-Agent']),
        trace: traceOf(ctx),
      });
      return { status: 200, body: presentSkippedEvent(skipped) };
    },
  } satisfies Partial<Handlers>;
}

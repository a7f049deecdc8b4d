import { EventNotFoundError, EventNotDeadLetteredError, OrderNotFoundError } from '../domain/errors.js';
import type { EventReplay, ReplayPage } from '../ports/event-replay.js';
import type {
  OutboxEntry,
  OutboxOperations,
  OutboxQuery,
  SkipEvent,
  SkippedEvent,
} from '../ports/outbox-operations.js';
import type { OutboxFigures, OutboxStore } from '../ports/outbox-store.js';
import type { RelayStatus } from '../ports/relay-status.js';
import type { Notify } from '../ports/notify.js';

export interface OutboxOverview {
  /** Of the whole service. */
  readonly figures: OutboxFigures;
  /** Of this process. */
  readonly relay: RelayStatus;
}

export interface OperateOutboxPorts {
  readonly outbox: OutboxOperations;
  readonly replay: EventReplay;
  readonly figures: OutboxStore['figures'];
  readonly relay: () => RelayStatus;
  /** Called when events have become due. */
  readonly notify: Notify;
}

/** What operators do with the outbox. */
export interface OperateOutbox {
  overview(): Promise<OutboxOverview>;
  list(query: OutboxQuery): Promise<OutboxEntry[]>;
  /** Makes an event due at once and returns it. @throws EventNotFoundError */
  retry(eventId: string): Promise<OutboxEntry>;
  /** Removes a dead-lettered event without publishing it. Idempotent. @throws EventNotFoundError, EventNotDeadLetteredError */
  skip(skip: SkipEvent): Promise<SkippedEvent>;
  /** Has all events of an order published again; returns how many. @throws OrderNotFoundError */
  replayOrder(orderId: number): Promise<number>;
  /** Has events of a time published again, a bounded number a call. */
  replaySince(query: Parameters<EventReplay['since']>[0]): Promise<ReplayPage>;
}

export function createOperateOutbox(ports: OperateOutboxPorts): OperateOutbox {
  const { outbox, replay, figures, relay, notify } = ports;
  return {
    async overview() {
      return { figures: await figures(), relay: relay() };
    },

    list: (query) => outbox.list(query),

    async retry(eventId) {
      const entry = await outbox.retry(eventId);
      if (!entry) throw new EventNotFoundError(eventId);
      notify();
      return entry;
    },

    async skip(skip) {
      const outcome = await outbox.skip(skip);
      if (outcome === 'absent') throw new EventNotFoundError(skip.eventId);
      if (outcome === 'waiting') throw new EventNotDeadLetteredError(skip.eventId);
      notify();
      return outcome;
    },

    async replayOrder(orderId) {
      const queued = await replay.ofOrder(orderId);
      if (queued === undefined) throw new OrderNotFoundError(orderId);
      notify();
      return queued;
    },

    async replaySince(query) {
      const page = await replay.since(query);
      notify();
      return page;
    },
  };
}

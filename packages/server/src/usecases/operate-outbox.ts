import { EventNotFoundError, EventNotParkedError, OrderNotFoundError } from '../domain/errors.js';
import type {
  EventReplay,
  OutboxEntry,
  OutboxOperations,
  OutboxQuery,
  ReplayPage,
  SkipEvent,
  SkippedEvent,
} from './operations-ports.js';
import type { OutboxFigures, OutboxStore, RelayStatus } from './outbox-port.js';
import type { Kick } from './ports.js';

export interface OutboxOverview {
  /** Of the whole service. */
  readonly figures: OutboxFigures;
  /** Of this process. */
  readonly relay: RelayStatus;
  readonly confirmsPerSecond: number;
}

export interface OperateOutboxPorts {
  readonly outbox: OutboxOperations;
  readonly replay: EventReplay;
  readonly figures: OutboxStore['figures'];
  readonly relay: () => RelayStatus;
  readonly confirmsPerSecond: () => number;
  /** Called when events have become due. */
  readonly kick: Kick;
}

/** What operators do with the outbox. */
export interface OperateOutbox {
  overview(): Promise<OutboxOverview>;
  list(query: OutboxQuery): Promise<OutboxEntry[]>;
  /** Makes an event due at once and returns it. @throws EventNotFoundError */
  retry(eventId: string): Promise<OutboxEntry>;
  /** Gives up on a parked event. Twice is once. @throws EventNotFoundError, EventNotParkedError */
  skip(skip: SkipEvent): Promise<SkippedEvent>;
  /** Has all events of an order published again; returns how many. @throws OrderNotFoundError */
  replayOrder(orderId: number): Promise<number>;
  /** Has events of a time published again, a bounded number a call. */
  replaySince(query: Parameters<EventReplay['since']>[0]): Promise<ReplayPage>;
}

export function createOperateOutbox(ports: OperateOutboxPorts): OperateOutbox {
  const { outbox, replay, figures, relay, confirmsPerSecond, kick } = ports;
  return {
    async overview() {
      return { figures: await figures(), relay: relay(), confirmsPerSecond: confirmsPerSecond() };
    },

    list: (query) => outbox.list(query),

    async retry(eventId) {
      const entry = await outbox.retry(eventId);
      if (!entry) throw new EventNotFoundError(eventId);
      kick();
      return entry;
    },

    async skip(skip) {
      const outcome = await outbox.skip(skip);
      if (outcome === 'absent') throw new EventNotFoundError(skip.eventId);
      if (outcome === 'waiting') throw new EventNotParkedError(skip.eventId);
      kick();
      return outcome;
    },

    async replayOrder(orderId) {
      const queued = await replay.ofOrder(orderId);
      if (queued === undefined) throw new OrderNotFoundError(orderId);
      kick();
      return queued;
    },

    async replaySince(query) {
      const page = await replay.since(query);
      kick();
      return page;
    },
  };
}

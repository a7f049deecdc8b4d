import type { ProxyEvents } from './broker-proxy.js';

/**
 * What happens to a message: `cut` when its acknowledgement was lost, `returned` to the queue, `refused` for good;
 * `nothing` when that has gone on for too long.
 */
export type Fate = 'delivered' | 'acknowledged' | 'cut' | 'returned' | 'refused' | 'nothing';

/** Watches one message at a time. */
export interface DeliveryWatch {
  readonly events: ProxyEvents;
  /** Watches a message from now on. Returns a function that resolves with what happens to it next. */
  watch(messageId: string, end: AbortSignal): () => Promise<Fate>;
  /** Whether an acknowledgement of the message is lost, and its connection cut. */
  losesAck: boolean;
}

export function createDeliveryWatch(): DeliveryWatch {
  let watched: { readonly id: string; readonly happened: (fate: Fate) => void } | undefined;
  const happens = (messageId: string, fate: Fate): void => {
    if (watched?.id === messageId) watched.happened(fate);
  };
  const watch: DeliveryWatch = {
    losesAck: false,
    events: {
      delivered: (messageId) => happens(messageId, 'delivered'),
      acknowledged: (messageId) => {
        const isLost = watch.losesAck && watched?.id === messageId;
        if (isLost) watch.losesAck = false;
        happens(messageId, isLost ? 'cut' : 'acknowledged');
        return !isLost;
      },
      rejected: (messageId, requeue) => happens(messageId, requeue ? 'returned' : 'refused'),
    },
    watch: (id, end) => {
      const fates: Fate[] = [];
      let wake: () => void = () => undefined;
      watched = {
        id,
        happened: (fate) => {
          fates.push(fate);
          wake();
        },
      };
      end.addEventListener('abort', () => wake());
      return async () => {
        while (fates.length === 0 && !end.aborted) await new Promise<void>((resolve) => (wake = resolve));
        return fates.shift() ?? 'nothing';
      };
    },
  };
  return watch;
}

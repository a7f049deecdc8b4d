import type { OrderExplanation } from '../contract.js';
import type { CallOptions } from '../options.js';
import type { EventGap, GapDecision } from './ordered-consumer.js';

/** What is needed of a client. */
interface ExplainingClient {
  readonly orders: { explain(orderId: number, options?: CallOptions): PromiseLike<OrderExplanation> };
}

/**
 * An `onGap` for `orderedConsumer` that gets past events which never come, because an operator has skipped them, or the service
 * has removed them long after the order was final: it asks the service what became of them, and waits for all others. It asks only when an event comes too early. The client's token
 * must be allowed to see the orders.
 *
 * @example
 * const consume = orderedConsumer({ lastVersion, save, onGap: skippedGaps(client) });
 */
export function skippedGaps(
  client: ExplainingClient,
  options: CallOptions = {},
): (gap: EventGap) => Promise<GapDecision> {
  return async ({ orderId, expectedVersion, event }) => {
    const { versions, has_earlier_versions: hasEarlier } = await client.orders.explain(orderId, options);
    const first = versions.find(({ version }) => version > 0)?.version ?? 0;
    for (let missing = expectedVersion; missing < event.order_version; missing += 1) {
      const isRemoved = hasEarlier && missing < first;
      const state = versions.find(({ version }) => version === missing)?.delivery.state;
      if (!isRemoved && state !== 'skipped') return 'wait';
    }
    return 'skip';
  };
}

import type { OrderExplanation } from '../contract.js';
import type { CallOptions } from '../options.js';
import type { EventGap, GapDecision } from './ordered-consumer.js';

/** What is needed of a client. */
interface ExplainingClient {
  readonly orders: { explain(orderId: number, options?: CallOptions): PromiseLike<OrderExplanation> };
}

/**
 * An `onGap` for `orderedConsumer` that gets past events which an operator has skipped, and which never come: it asks the
 * service what became of them, and waits for all others. It asks only when an event comes too early. The client's token
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
    const { versions } = await client.orders.explain(orderId, options);
    const skipped = versions.filter(({ version, delivery }) => {
      return version >= expectedVersion && version < event.order_version && delivery.state === 'skipped';
    });
    return skipped.length === event.order_version - expectedVersion ? 'skip' : 'wait';
  };
}

import { visibleOwnerId, type Caller } from '../domain/caller.js';
import { OrderNotFoundError } from '../domain/errors.js';
import { moversOf, timerOf, waitsFor, type Timer, type WaitsFor } from '../domain/order-explanation.js';
import type { OwnerTransitions } from '../domain/order.js';
import type { TimedTransition } from '../domain/timed-transition.js';
import type { OrderRecord, OrderRecords } from '../ports/order-records.js';
import type { RelayStatus } from '../ports/relay-status.js';

export interface OrderExplanation extends OrderRecord {
  readonly waitsFor: readonly WaitsFor[];
  readonly timer: Timer | undefined;
  readonly transitions: ReturnType<typeof moversOf>;
  /** As this process sees it. */
  readonly broker: RelayStatus['broker'];
}

export interface ExplainOrderPorts {
  readonly records: OrderRecords;
  readonly ownerTransitions: OwnerTransitions;
  readonly timedTransitions: readonly TimedTransition[];
  readonly relay: () => Pick<RelayStatus, 'broker'>;
}

/** Explains an order that the caller may see. @throws OrderNotFoundError */
export type ExplainOrder = (orderId: number, caller: Caller) => Promise<OrderExplanation>;

export function createExplainOrder(ports: ExplainOrderPorts): ExplainOrder {
  const { records, ownerTransitions, timedTransitions, relay } = ports;
  return async (orderId, caller) => {
    const record = await records.find(orderId, visibleOwnerId(caller));
    if (!record) throw new OrderNotFoundError(orderId);
    const { order, events } = record;
    const timer = timerOf(order, timedTransitions);
    return {
      ...record,
      timer,
      waitsFor: waitsFor(order, timer, events),
      transitions: moversOf(order, ownerTransitions, timer),
      broker: relay().broker,
    };
  };
}

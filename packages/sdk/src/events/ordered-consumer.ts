import type { OrderEvent } from '../contract.js';

export interface OrderedConsumerOptions<Transaction> {
  /**
   * The version of the last event of this order that was saved; nothing when there is none. Several consumers at a time
   * need a lock here (`SELECT … FOR UPDATE`), held until the transaction ends.
   */
  lastVersion(orderId: number, transaction: Transaction): MaybePromise<number | null | undefined>;
  /** Handles the event and remembers its `order_version`, in the same transaction. */
  save(event: OrderEvent, transaction: Transaction): MaybePromise<void>;
  /**
   * Whether to begin an order at whichever of its events comes first, for a consumer whose queue is younger than the
   * orders. Otherwise an order begins with version 1. Default false.
   */
  readonly joinMidway?: boolean;
}

type MaybePromise<T> = T | Promise<T>;

/** `saved`: handled now. `repeated`: handled before, nothing was done. Either way the message can be acknowledged. */
export type ConsumeOutcome = 'saved' | 'repeated';

/**
 * An event came before an earlier one of its order was saved, because that one failed or is with another consumer.
 * Return it to the queue; it will come again.
 */
export class EventAheadError extends Error {
  override readonly name = 'EventAheadError';
  readonly orderId: number;
  /** The version that has to come first. */
  readonly expectedVersion: number;
  readonly version: number;

  constructor(orderId: number, expectedVersion: number, version: number) {
    super(`Event ${version} of order ${orderId} came before event ${expectedVersion} was saved.`);
    this.orderId = orderId;
    this.expectedVersion = expectedVersion;
    this.version = version;
  }
}

/**
 * Makes at-least-once delivery once, inside the consumer's own transaction: an event that was saved before is dropped,
 * one that came too early is refused, and the events of one order are handled one after the other.
 */
export function orderedConsumer<Transaction = void>(
  options: OrderedConsumerOptions<Transaction>,
): (event: OrderEvent, transaction: Transaction) => Promise<ConsumeOutcome> {
  const { joinMidway = false } = options;

  return async (event, transaction) => {
    const { order_version: version } = event;
    const orderId = event.data.order_id;
    const last = (await options.lastVersion(orderId, transaction)) ?? undefined;
    if (last !== undefined && version <= last) return 'repeated';
    const begins = last === undefined && joinMidway;
    const expected = (last ?? 0) + 1;
    if (!begins && version !== expected) throw new EventAheadError(orderId, expected, version);
    await options.save(event, transaction);
    return 'saved';
  };
}

import type { OrderEvent } from '../contract.js';

/** How a consumer stores which events it has processed; all in its own transaction. */
export interface OrderedConsumerOptions<Transaction> {
  /**
   * Locks the order until the transaction ends, and returns the version of its last event that was saved: 0 or nothing
   * when there is none. `SELECT … FOR UPDATE` locks only a row that is there: insert one with version 0 first. Text is
   * accepted, because `pg` returns a `bigint` as text.
   */
  lastVersion(orderId: number, transaction: Transaction): MaybePromise<number | bigint | string | null | undefined>;
  /** Processes the event and stores its `order_version`, in the same transaction. */
  save(event: OrderEvent, transaction: Transaction): MaybePromise<void>;
  /**
   * Whether to start an order with whichever of its events comes first, for a consumer whose queue is younger than the
   * orders. Otherwise an order starts with version 1. Default false.
   */
  readonly joinMidway?: boolean;
}

type MaybePromise<T> = T | Promise<T>;

/** `saved`: processed now. `repeated`: processed before, nothing was done. Acknowledge the message in both cases. */
export type ConsumeOutcome = 'saved' | 'repeated';

/**
 * An event came before an earlier one of its order was saved, because that one failed or is with another consumer.
 * Return it to the queue; it will be delivered again.
 */
export class EventAheadError extends Error {
  override readonly name = 'EventAheadError';
  /** The order of the event. */
  readonly orderId: number;
  /** The version that has to be saved first. */
  readonly expectedVersion: number;
  /** The version of the event. */
  readonly version: number;

  constructor(orderId: number, expectedVersion: number, version: number) {
    super(`Event ${version} of order ${orderId} came before event ${expectedVersion} was saved.`);
    this.orderId = orderId;
    this.expectedVersion = expectedVersion;
    this.version = version;
  }
}

/**
 * Processes every event once and per order in the order of versions, although the broker delivers at least once: an event
 * that was saved before is ignored, and one that comes too early is rejected.
 *
 * @returns a function that consumes one event in a transaction. It throws {@link EventAheadError} for an event that comes
 * too early, a `TypeError` when `lastVersion` returned something that is not a version, and what your functions throw
 */
export function orderedConsumer<Transaction = void>(
  options: OrderedConsumerOptions<Transaction>,
): (event: OrderEvent, transaction: Transaction) => Promise<ConsumeOutcome> {
  const { joinMidway = false } = options;

  return async (event, transaction) => {
    const { order_version: version } = event;
    const orderId = event.data.order_id;
    const last = versionOf(await options.lastVersion(orderId, transaction));
    if (version <= last) return 'repeated';
    const startsOrder = last === 0 && joinMidway;
    if (!startsOrder && version !== last + 1) throw new EventAheadError(orderId, last + 1, version);
    await options.save(event, transaction);
    return 'saved';
  };
}

function versionOf(value: number | bigint | string | null | undefined): number {
  const text = String(value ?? 0);
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new TypeError(`lastVersion returned ${JSON.stringify(text)}, which is not a version.`);
}

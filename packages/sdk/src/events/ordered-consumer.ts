import type { OrderErasedEvent, OrderEvent } from '../contract.js';
import { withinProcessSpan } from './process-span.js';

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
  readonly joinMidway?: boolean | undefined;
  /**
   * Decides on an event that came before an earlier one of its order was saved. `wait` (the default) rejects it, because the
   * earlier one may still come; `skip` processes it, and the earlier ones count as processed from then on.
   * {@link skippedGaps} asks the service whether an operator has skipped them.
   */
  onGap?: ((gap: EventGap, transaction: Transaction) => MaybePromise<GapDecision>) | undefined;
  /**
   * Erases what is stored of the order's user. `order.erased` has no version, so it does not go to `save`, and it may come
   * more than once.
   */
  onErased?: ((event: OrderErasedEvent, transaction: Transaction) => MaybePromise<void>) | undefined;
}

/** Events of an order that were not saved before a later one came. */
export interface EventGap {
  /** The order. */
  readonly orderId: number;
  /** The first version that was not saved. */
  readonly expectedVersion: number;
  /** The event that came. */
  readonly event: OrderEvent;
}

/** What to do with an event that came too early. */
export type GapDecision = 'wait' | 'skip';

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
 * that was saved before is ignored, and one that comes too early is rejected, or decided on by `onGap`. Events of types that
 * you do not know go to `save` as well: store their version.
 *
 * Where OpenTelemetry's API is set up, each event is processed within a span of the trace of its request.
 *
 * @returns a function that consumes one event in a transaction. It throws {@link EventAheadError} for an event that comes
 * too early, a `TypeError` when `lastVersion` returned something that is not a version, and what your functions throw
 * @example
 * const consume = orderedConsumer<Knex.Transaction>({ lastVersion, save });
 * await knex.transaction((transaction) => consume(event, transaction)); // then acknowledge the message
 */
export function orderedConsumer<Transaction = void>(
  options: OrderedConsumerOptions<Transaction>,
): (event: OrderEvent, transaction: Transaction) => Promise<ConsumeOutcome> {
  const { joinMidway = false } = options;

  async function consume(event: OrderEvent, transaction: Transaction): Promise<ConsumeOutcome> {
    const { order_version: version } = event;
    const orderId = event.data.order_id;
    const last = versionOf(await options.lastVersion(orderId, transaction));
    if (event.event_type === 'order.erased' && options.onErased) {
      await options.onErased(event, transaction);
      return 'saved';
    }
    if (version <= last) return 'repeated';
    const expectedVersion = last + 1;
    const startsOrder = last === 0 && joinMidway;
    if (!startsOrder && version !== expectedVersion) {
      const decision = await options.onGap?.({ orderId, expectedVersion, event }, transaction);
      if (decision !== 'skip') throw new EventAheadError(orderId, expectedVersion, version);
    }
    await options.save(event, transaction);
    return 'saved';
  }

  return (event, transaction) => withinProcessSpan(event, () => consume(event, transaction));
}

function versionOf(value: number | bigint | string | null | undefined): number {
  const text = String(value ?? 0);
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new TypeError(`lastVersion returned ${JSON.stringify(text)}, which is not a version.`);
}

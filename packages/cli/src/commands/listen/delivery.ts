import type { OrderEvent } from '@order-service/sdk';
import type { Column } from '../../render/column.js';
import type { Colour } from '../../render/terminal-text.js';
import type { ChaosFault } from './chaos/faults.js';

/**
 * How a delivery ended.
 *
 * - `taken`: acknowledged: a status of 2xx, or an AMQP acknowledgement
 * - `rejected`: any other answer
 * - `unanswered`: no answer: no connection, one that was cut, or none in time
 * - `dropped`, `crashed`: a fault of --chaos: the answer was discarded, or the consumer or its connection cut off before it
 */
export type Outcome = 'taken' | 'rejected' | 'unanswered' | 'dropped' | 'crashed';

export interface Answer {
  readonly outcome: Outcome;
  /** The status, or why there is none. */
  readonly answer: string;
}

/** The consumer under test. */
export interface Consumer {
  /** Delivers once, with the fault if one is given. Does not throw: a failure is an answer. */
  deliver(event: OrderEvent, how?: DeliveryManner): Promise<Answer>;
  /** Removes deliveries that have not ended, before the consumer is reset. */
  forget?(): Promise<void>;
  /** From now on, crashes come at the times that the deliveries until now have taken: those that follow are replays. */
  keepTimes?(): void;
}

export interface DeliveryManner {
  readonly fault?: DeliveryFault | undefined;
  /** Whether the consumer has been delivered the event before. */
  readonly isRedelivery?: boolean;
}

/** The faults of --chaos that a delivery can have; others are about its place. */
export const DELIVERY_FAULTS = [
  'drop-response',
  'crash-before-ack',
  'crash-after-ack',
] as const satisfies readonly ChaosFault[];

/** A fault of one delivery. */
export interface DeliveryFault {
  readonly kind: (typeof DELIVERY_FAULTS)[number];
  /** When a crash before the answer comes: this fraction of the time that the consumer usually needs, from 0; above 1 is after its work. */
  readonly moment: number;
}

/** One attempt to deliver an event: a line of output. */
export interface Delivery extends Answer {
  readonly event: OrderEvent;
  /** 1 for the first delivery of the event. */
  readonly attempt: number;
  /** Why the event is delivered again; absent for a first delivery. */
  readonly cause?: ChaosFault | 'retry';
  readonly durationMs: number;
}

const COLOURS: Readonly<Record<Outcome, Colour>> = {
  ...{ taken: 'green', rejected: 'red', unanswered: 'red', dropped: 'yellow', crashed: 'yellow' },
};

export const DELIVERY_COLUMNS: readonly Column<Delivery>[] = [
  {
    name: 'order_id',
    heading: 'ORDER',
    value: ({ event }) => String(event.data.order_id),
    align: 'right',
    usualWidth: 7,
  },
  {
    name: 'order_version',
    heading: 'V',
    value: ({ event }) => String(event.order_version),
    align: 'right',
    usualWidth: 2,
  },
  { name: 'event_type', heading: 'EVENT', value: ({ event }) => event.event_type, usualWidth: 20, dropOrder: 2 },
  { name: 'attempt', heading: 'TRY', value: ({ attempt }) => String(attempt), align: 'right' },
  { name: 'cause', heading: 'BECAUSE OF', value: ({ cause = '' }) => cause, usualWidth: 16, dropOrder: 1 },
  {
    name: 'outcome',
    heading: 'OUTCOME',
    value: ({ outcome }) => outcome,
    colour: ({ outcome }) => COLOURS[outcome],
    usualWidth: 10,
  },
  { name: 'answer', heading: 'ANSWER', value: ({ answer }) => answer, usualWidth: 20, minWidth: 6 },
  { name: 'duration_ms', heading: 'MS', value: ({ durationMs }) => String(Math.round(durationMs)), align: 'right' },
];

/** What `-o json` prints of a delivery. */
export function deliveryDocument({ event, attempt, cause, outcome, answer, durationMs }: Delivery): object {
  return {
    event_id: event.event_id,
    event_type: event.event_type,
    order_id: event.data.order_id,
    order_version: event.order_version,
    attempt,
    cause: cause ?? null,
    outcome,
    answer,
    duration_ms: Math.round(durationMs),
  };
}

import type { EventType, Money, OrderEvent } from '../contract.js';
import { EVENT_TYPES, ORDER_STATUSES } from '../generated/values.js';
import { arrayOf, object, oneOf, value, type Shape } from './shape.js';

/** An AMQP message as amqplib delivers it, or anything else that carries the body's bytes in `content`. */
export interface MessageWithContent {
  readonly content: Uint8Array;
}

/** Why a message is not an event: not JSON, of a type this version does not know, or not shaped like its type. */
export type InvalidEventReason = 'not_json' | 'unknown_type' | 'invalid_shape';

/** The message is not an event of the contract. Delivering it again will not change that. */
export class InvalidEventError extends Error {
  override readonly name = 'InvalidEventError';
  readonly reason: InvalidEventReason;

  constructor(reason: InvalidEventReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

const text = value('a text', (candidate) => typeof candidate === 'string');
const integer = value('an integer', Number.isSafeInteger);
const positiveInteger = value(
  'an integer above 0',
  (candidate) => Number.isSafeInteger(candidate) && Number(candidate) > 0,
);
const amount = value('an amount of 0 or more', (candidate) => typeof candidate === 'number' && candidate >= 0);
const time = value(
  'a time (RFC 3339)',
  (candidate) => typeof candidate === 'string' && !Number.isNaN(Date.parse(candidate)),
);
const textOrNull = value('a text or null', (candidate) => candidate === null || typeof candidate === 'string');
const orderStatus = oneOf(ORDER_STATUSES);

const order = { order_id: positiveInteger, user_id: integer, user_email: text };
const line = object({ product_id: integer, product_name: text, quantity: integer, price: amount });

const DATA: Readonly<Record<EventType, Shape>> = {
  'order.created': object({ ...order, total_amount: amount, items: arrayOf(line), status: orderStatus }),
  'order.status.updated': object({ ...order, old_status: orderStatus, new_status: orderStatus, updated_by: text }),
};

function eventShape(type: EventType): Shape {
  return object({
    event_type: text,
    event_id: text,
    order_version: positiveInteger,
    timestamp: time,
    traceparent: textOrNull,
    data: DATA[type],
  });
}

/**
 * Reads an event from a message of the exchange `ecommerce_events`: its body as text or bytes, or the message itself.
 * Members that the contract does not know are kept.
 *
 * Amounts are JSON numbers on this wire; {@link toMoney} gives their exact decimal text.
 *
 * @throws {InvalidEventError} whose `reason` tells a message that is broken from a type this version does not know
 */
export function parseOrderEvent(message: string | Uint8Array | MessageWithContent): OrderEvent {
  const body = parseBody(message);
  const type: unknown = typeof body === 'object' && body !== null && 'event_type' in body ? body.event_type : undefined;
  if (typeof type !== 'string') {
    throw new InvalidEventError('invalid_shape', 'The message is not an event: it has no event_type.');
  }
  if (!isEventType(type)) {
    throw new InvalidEventError('unknown_type', `The event type ${JSON.stringify(type)} is not known to this version.`);
  }
  const violations = eventShape(type)(body, '');
  if (violations.length > 0) {
    throw new InvalidEventError('invalid_shape', `The message is not an ${type} event: ${violations.join('; ')}.`);
  }
  return body as OrderEvent;
}

function parseBody(message: string | Uint8Array | MessageWithContent): unknown {
  try {
    if (typeof message === 'string') return JSON.parse(message) as unknown;
    const bytes = message instanceof Uint8Array ? message : message.content;
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch (cause) {
    throw new InvalidEventError('not_json', 'The message is not JSON in UTF-8.', { cause });
  }
}

function isEventType(type: string): type is EventType {
  return EVENT_TYPES.some((known) => known === type);
}

/**
 * An event's amount as the exact decimal text that the rest of the contract uses: `79.9` becomes `'79.90'`. Exact for
 * every amount that an order can have (below ten thousand million, two places).
 */
export function toMoney(amountOfEvent: number): Money {
  return amountOfEvent.toFixed(2);
}

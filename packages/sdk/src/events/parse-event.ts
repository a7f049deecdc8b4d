import type { Money, OrderEvent } from '../contract.js';
import { EVENT_VALIDATORS, type EventValidator } from '../generated/event-validators.js';
import { EVENT_TYPES } from '../generated/values.js';
import { isKnown } from '../open.js';
import { rememberSender } from './process-span.js';

/** An AMQP message as amqplib delivers it, or anything else that has the body's bytes in `content`. */
export interface MessageWithContent {
  /** The body. */
  readonly content: Uint8Array;
  /** With the header `traceparent` of the span that sent the message, if it is traced. */
  readonly properties?: { readonly headers?: Readonly<Record<string, unknown>> | undefined } | undefined;
}

/**
 * Why a message is not an event of an order: it is not JSON, it is not valid for its type, or it is of a type that this
 * version does not know and has not what every event has. The last is a message of another program.
 */
export type InvalidEventReason = 'not_json' | 'unknown_type' | 'invalid_shape';

/** The message is not an event of the contract. It will not become one when it is delivered again. */
export class InvalidEventError extends Error {
  override readonly name = 'InvalidEventError';
  /** Why the message is not an event. */
  readonly reason: InvalidEventReason;

  constructor(reason: InvalidEventReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/**
 * Reads an event from a message of the exchange `ecommerce_events`: its body as text or bytes, or the message itself.
 * Members and values that this version does not know are kept, and an event of a newer type is returned as an
 * {@link UnrecognizedEvent}: handle the types that you know, and acknowledge the others.
 *
 * Amounts are JSON numbers on this wire; {@link toMoney} gives their exact decimal text.
 *
 * @throws {InvalidEventError} whose `reason` distinguishes a broken message from one of another program
 * @example
 * const event = parseOrderEvent(message); // from amqplib; also a text, or bytes
 * if (event.event_type === 'order.created') await welcome(event.data.user_id);
 */
export function parseOrderEvent(message: string | Uint8Array | MessageWithContent): OrderEvent {
  const event = asEvent(parseBody(message));
  rememberSender(event, (message as Partial<MessageWithContent>).properties?.headers?.traceparent);
  return event;
}

function asEvent(body: unknown): OrderEvent {
  if (typeof body !== 'object' || body === null || !('event_type' in body) || typeof body.event_type !== 'string') {
    throw new InvalidEventError('invalid_shape', 'The message is not an event: it has no event_type.');
  }
  const type = body.event_type;
  if (!isKnown(EVENT_TYPES, type)) {
    if (isEnvelope(body)) return body as OrderEvent;
    throw new InvalidEventError('unknown_type', `The event type ${JSON.stringify(type)} is not known to this version.`);
  }
  const validate = EVENT_VALIDATORS[type];
  if (!validate(body)) {
    throw new InvalidEventError('invalid_shape', `The message is not an ${type} event: ${violations(validate)}.`);
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

/** Whether a message of a type that is not known here has what every event of an order has. */
function isEnvelope(body: object): boolean {
  const { event_id: eventId, order_version: version, timestamp, data } = body as Readonly<Record<string, unknown>>;
  const orderId: unknown = typeof data === 'object' && data !== null && 'order_id' in data ? data.order_id : undefined;
  const isVersion = Number.isSafeInteger(version) && Number(version) >= 0;
  return isVersion && typeof eventId === 'string' && typeof timestamp === 'string' && Number.isSafeInteger(orderId);
}

/** What the last event broke of its schema, as `<JSON pointer> must …`. */
function violations({ errors }: EventValidator): string {
  const sentences = (errors ?? []).map(({ instancePath, message }) => `${instancePath || 'the event'} ${message}`);
  return [...new Set(sentences)].join('; ');
}

/**
 * An event's amount as the exact decimal text that the rest of the contract has: `79.9` becomes `'79.90'`. Exact for
 * every amount that an order can have (below 10,000,000,000, two places).
 */
export function toMoney(amountOfEvent: number): Money {
  return amountOfEvent.toFixed(2);
}

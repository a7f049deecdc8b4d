import type { EventType, Money, OrderEvent } from '../contract.js';
import { EVENT_VALIDATORS, type EventValidator } from '../generated/event-validators.js';
import { EVENT_TYPES } from '../generated/values.js';

/** An AMQP message as amqplib delivers it, or anything else that has the body's bytes in `content`. */
export interface MessageWithContent {
  /** The body. */
  readonly content: Uint8Array;
}

/** Why a message is not an event: not JSON, of a type that this version does not know, or not valid for its type. */
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
 * Members that the contract does not have are kept.
 *
 * Amounts are JSON numbers on this wire; {@link toMoney} gives their exact decimal text.
 *
 * @throws {InvalidEventError} whose `reason` distinguishes a broken message from a type that this version does not know
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

function isEventType(type: string): type is EventType {
  return EVENT_TYPES.some((known) => known === type);
}

/** What the last event broke of its schema, as `<JSON pointer> must …`. */
function violations({ errors }: EventValidator): string {
  const sentences = (errors ?? []).map(({ instancePath, message, params: { allowedValues } }) => {
    const values = allowedValues ? `: ${allowedValues.join(', ')}` : '';
    return `${instancePath || 'the event'} ${message}${values}`;
  });
  return [...new Set(sentences)].join('; ');
}

/**
 * An event's amount as the exact decimal text that the rest of the contract has: `79.9` becomes `'79.90'`. Exact for
 * every amount that an order can have (below 10,000,000,000, two places).
 */
export function toMoney(amountOfEvent: number): Money {
  return amountOfEvent.toFixed(2);
}

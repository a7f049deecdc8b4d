import type { OutgoingMessage } from '../ports/event-publisher.js';

/** Together with the id of an event, it identifies the event. */
const SOURCE = '/order-service';

/**
 * The context attributes of CloudEvents 1.0 as message headers, named as in the AMQP protocol binding (binary content
 * mode). The body is the event's data, as it is without them; its media type is the message's `contentType`.
 */
export function cloudEventAttributes(message: OutgoingMessage): Readonly<Record<string, string>> {
  const { messageId, type, orderId, occurredAt, traceparent } = message;
  return {
    'cloudEvents:specversion': '1.0',
    'cloudEvents:id': messageId,
    'cloudEvents:source': SOURCE,
    'cloudEvents:type': type,
    'cloudEvents:subject': String(orderId),
    'cloudEvents:time': occurredAt,
    ...(traceparent !== null && { 'cloudEvents:traceparent': traceparent }),
  };
}

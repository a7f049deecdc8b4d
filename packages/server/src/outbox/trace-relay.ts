import type { EventPublisher, OutgoingMessage, PublishResult } from '../ports/event-publisher.js';
import type { ClaimedEvent, OutboxStore } from '../ports/outbox-store.js';
import type { SpanAttributes, Tracing } from '../ports/tracing.js';
import { socketPort } from '../url-host.js';
import { isSampled } from '../wire/traceparent.js';

/**
 * The outbox with spans of claims. One statement claims events of many traces: its span is in the trace of the first one
 * that is sampled, and linked to the request of each. Each event has a span, from its commit to its claim, that is linked
 * to that of the statement.
 * @param database what spans of statements have in common
 */
export function traceClaims(outbox: OutboxStore, tracing: Tracing, database: SpanAttributes): OutboxStore {
  return {
    ...outbox,
    async claim(limit, leaseMs) {
      const startMs = Date.now();
      const claimed = await outbox.claim(limit, leaseMs);
      const sampled = claimed.flatMap(sampledEvent);
      const [first] = sampled;
      if (!first) return claimed;
      const statement = tracing.start(first.traceparent, 'claim_events', {
        kind: 'client',
        startMs,
        links: sampled.map(({ traceparent }) => traceparent),
        attributes: {
          ...database,
          'db.query.summary': 'claim_events',
          'db.response.returned_rows': claimed.length,
        },
      });
      for (const { traceparent, occurredAt } of sampled) {
        const waitedSinceMs = Math.min(Date.parse(occurredAt), startMs); // the clock of the database may be ahead
        const wait = tracing.start(traceparent, 'wait in outbox', { startMs: waitedSinceMs, links: [statement] });
        wait.end();
      }
      statement.end();
      return claimed;
    },
  };
}

function sampledEvent({ event }: ClaimedEvent): { traceparent: string; occurredAt: string }[] {
  const { traceparent, occurredAt } = event;
  return traceparent !== null && isSampled(traceparent) ? [{ traceparent, occurredAt }] : [];
}

export interface TracedBroker {
  /** An AMQP URL. */
  readonly url: string;
  readonly exchange: string;
}

/**
 * The publisher with a span of each message, from its publishing to the broker's confirm (semantic conventions of messaging
 * and of RabbitMQ). The message's header names this span, and the event in its body the request that made the change.
 */
export function tracePublisher(publisher: EventPublisher, tracing: Tracing, broker: TracedBroker): EventPublisher {
  const address = new URL(broker.url);
  const server = { 'server.address': address.hostname, 'server.port': socketPort(address) };

  async function publishTraced(message: OutgoingMessage, parent: string): Promise<PublishResult> {
    const destination = `${broker.exchange}:${message.type}`;
    const span = tracing.start(parent, `publish ${destination}`, {
      kind: 'producer',
      attributes: {
        'messaging.system': 'rabbitmq',
        'messaging.operation.name': 'publish',
        'messaging.operation.type': 'send',
        'messaging.destination.name': destination,
        'messaging.rabbitmq.destination.routing_key': message.type,
        'messaging.message.id': message.messageId,
        'messaging.message.body.size': Buffer.byteLength(message.body),
        ...server,
      },
    });
    const result = await publisher.publish({ ...message, sentBy: span.traceparent });
    if (result.outcome !== 'confirmed') span.fail(result.outcome);
    span.end();
    return result;
  }

  return {
    get state() {
      return publisher.state;
    },
    get problem() {
      return publisher.problem;
    },
    start: (listener) => publisher.start(listener),
    publish: (message) =>
      message.traceparent !== null && isSampled(message.traceparent)
        ? publishTraced(message, message.traceparent)
        : publisher.publish(message),
    close: () => publisher.close(),
  };
}

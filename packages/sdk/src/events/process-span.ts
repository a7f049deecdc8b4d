import type { OrderEvent } from '../contract.js';
import { openTelemetry } from '../http/trace-context.js';

/** Where OpenTelemetry's API keeps the active span in a context. */
const ACTIVE_SPAN = Symbol.for('OpenTelemetry Context Key SPAN');
/** `SpanKind.CONSUMER` and `SpanStatusCode.ERROR`. */
const CONSUMER = 4;
const ERROR = 2;

/** The `traceparent` of the message that brought an event, if it had one. */
const senders = new WeakMap<object, unknown>();

/** Remembers which span sent the message of `event`, for the span of its processing. */
export function rememberSender(event: object, traceparent: unknown): void {
  senders.set(event, traceparent);
}

/**
 * Runs `process` within a span, where OpenTelemetry is set up (semantic conventions of messaging). It continues the trace of
 * the message, or that of the event's request. Within a span of the program it stays there, and links to them.
 */
export function withinProcessSpan<T>(event: OrderEvent, process: () => Promise<T>): Promise<T> {
  const { context, propagation, trace } = openTelemetry() ?? {};
  if (!context || !propagation || !trace) return process();
  const active = context.active();
  const traceparent = senders.get(event) ?? event.traceparent;
  const sent = propagation.extract(active, { traceparent }, { keys: Object.keys, get: (sent, key) => sent[key] });
  const isWithin = active.getValue(ACTIVE_SPAN);
  const sender = sent.getValue(ACTIVE_SPAN) as { spanContext(): unknown } | undefined;
  const settings = {
    kind: CONSUMER,
    attributes: {
      'messaging.system': 'rabbitmq',
      'messaging.operation.name': 'process',
      'messaging.message.id': event.event_id,
    },
    links: isWithin && sender ? [{ context: sender.spanContext() }] : [],
  };
  return trace
    .getTracer('@order-service/sdk')
    .startActiveSpan(`process ${event.event_type}`, settings, isWithin ? active : sent, (span) =>
      process()
        .catch((error: unknown) => {
          span.setStatus({ code: ERROR });
          throw error;
        })
        .finally(() => span.end()),
    );
}

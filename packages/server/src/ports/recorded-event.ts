import type { OrderEvent } from '../domain/events.js';

/** An event as it was stored with its change. */
export type RecordedEvent = OrderEvent & {
  /** W3C Trace Context of the request that made the change; null when it had none. */
  readonly traceparent: string | null;
};

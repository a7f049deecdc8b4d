/** What became of a message. */
export type PublishResult =
  /** A queue has it, durably as far as the queue is durable. */
  | { readonly outcome: 'confirmed' }
  /** No queue is bound for it. */
  | { readonly outcome: 'returned'; readonly reason: string }
  /** A queue would not take it. */
  | { readonly outcome: 'nacked'; readonly reason: string }
  /** The broker closed the channel over a message that was under way: this one if it was `alone`, else one of several. */
  | { readonly outcome: 'refused'; readonly reason: string; readonly alone: boolean }
  /** Nobody can tell: the connection went, or no answer came in time. */
  | { readonly outcome: 'unknown'; readonly reason: string };

export interface OutgoingMessage {
  readonly messageId: string;
  /** Routing key, and the message's `type`. */
  readonly type: string;
  /** RFC 3339. */
  readonly occurredAt: string;
  readonly traceparent: string | null;
  /** JSON. */
  readonly body: string;
}

/** `blocked`: connected, but the broker is out of memory or disk and takes nothing. */
export type BrokerState = 'connected' | 'disconnected' | 'blocked';

/** A connection to the broker that is always being kept up. */
export interface EventPublisher {
  readonly state: BrokerState;
  /** Connects, and goes on trying for ever; calls `listener` at every change of state. */
  start(listener: (state: BrokerState) => void): void;
  /** Publishes one message; never rejects. `messageId` must not be under way already. */
  publish(message: OutgoingMessage): Promise<PublishResult>;
  /** Disconnects; what is still unconfirmed becomes `unknown`. May be called twice. */
  close(): Promise<void>;
}

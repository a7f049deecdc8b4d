/** The result of publishing a message. */
export type PublishResult =
  /** Every queue that is bound for it has it; a durable queue has it durably. */
  | { readonly outcome: 'confirmed' }
  /** No queue is bound for it. */
  | { readonly outcome: 'returned'; readonly reason: string }
  /** A queue rejected it. */
  | { readonly outcome: 'nacked'; readonly reason: string }
  /** The broker closed the channel because of an unconfirmed message: this one if it was `alone`, else one of several. */
  | { readonly outcome: 'refused'; readonly reason: string; readonly alone: boolean }
  /** The connection was lost, or no confirm came in time: it may have been published. */
  | { readonly outcome: 'unknown'; readonly reason: string };

export interface OutgoingMessage {
  readonly messageId: string;
  /** Routing key, and the message's `type`. */
  readonly type: string;
  readonly orderId: number;
  /** RFC 3339. */
  readonly occurredAt: string;
  /** Of the request that made the change. */
  readonly traceparent: string | null;
  /** The `traceparent` of the span that sends the message; absent where that is not traced. */
  readonly sentBy?: string;
  /** JSON text. */
  readonly body: string;
}

/** `blocked`: connected, but the broker is short of memory or disk and accepts no message. */
export type BrokerState = 'connected' | 'disconnected' | 'blocked';

/** Publishes messages over a connection to the broker, which is opened again whenever it is lost. */
export interface EventPublisher {
  readonly state: BrokerState;
  /** Why it is disconnected; undefined before the first attempt has ended, and while it is connected. */
  readonly problem: string | undefined;
  /** Connects, and retries until `close`; calls `listener` at every change of state. */
  start(listener: (state: BrokerState) => void): void;
  /** Publishes one message; never rejects. No unconfirmed message may have the same `messageId`. */
  publish(message: OutgoingMessage): Promise<PublishResult>;
  /** Disconnects; unconfirmed messages resolve as `unknown`. Idempotent. */
  close(): Promise<void>;
}

import type { OutgoingMessage } from '../ports/event-publisher.js';

/** What a session reports while it is open. */
export interface SessionListener {
  /** The broker has accepted a message (`acked`), or a queue has rejected it. */
  confirmed(messageId: string, acked: boolean): void;
  /** No queue is bound for a message; its confirm follows. */
  returned(messageId: string, reason: string): void;
  blocked(reason: string): void;
  unblocked(): void;
}

/** How a session ended. */
export interface SessionEnd {
  readonly reason: string;
  /** Whether the broker closed it because of a published message, and would do so again for the same message. */
  readonly refusedMessage: boolean;
}

/** One connection with one confirm channel. It is never repaired: after its end a new one is opened. */
export interface BrokerSession {
  /** Resolves when the session has ended, for whatever reason. */
  readonly ended: Promise<SessionEnd>;
  /**
   * Hands a message to the channel.
   * @returns false when the session has ended
   * @throws the encoder's error for a message that it cannot encode
   */
  publish(message: OutgoingMessage): boolean;
  /** Closes the connection as the protocol says, or cuts it when the broker does not answer in time. */
  close(): Promise<void>;
  /** Cuts the connection at once. */
  destroy(reason: string): void;
}

/** Opens a session, or fails when `signal` aborts. The listener is not called before this resolves. */
export type OpenSession = (listener: SessionListener, signal: AbortSignal) => Promise<BrokerSession>;

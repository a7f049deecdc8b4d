import type { OutgoingMessage } from '../ports/event-publisher.js';

/** What a session tells while it lasts. */
export interface SessionListener {
  /** The broker has answered for a message: taken (`acked`), or rejected by a queue. */
  confirmed(messageId: string, acked: boolean): void;
  /** No queue is bound for a message; its confirm follows. */
  returned(messageId: string, reason: string): void;
  blocked(reason: string): void;
  unblocked(): void;
}

/** How a session ended. */
export interface SessionEnd {
  readonly reason: string;
  /** Whether the broker ended it over something that was published, and would do so again. */
  readonly refusal: boolean;
}

/** One connection with one confirm channel: it is never repaired, a new one takes its place. */
export interface BrokerSession {
  /** Resolves when the session is over, for whatever reason. */
  readonly ended: Promise<SessionEnd>;
  /**
   * Hands a message to the channel.
   * @returns false when the session is over
   * @throws whatever the encoder throws over a message that it cannot encode
   */
  publish(message: OutgoingMessage): boolean;
  /** Says goodbye if the broker listens, and cuts the connection in any case. */
  close(): Promise<void>;
  /** Cuts the connection at once. */
  destroy(reason: string): void;
}

/** Opens a session, or gives up when `signal` aborts. The listener is not called before this resolves. */
export type OpenSession = (listener: SessionListener, signal: AbortSignal) => Promise<BrokerSession>;

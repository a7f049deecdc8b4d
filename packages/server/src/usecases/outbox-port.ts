import type { OrderEvent } from '../domain/events.js';

/** An event this relay may publish until its lease runs out; nobody else holds one of the same order meanwhile. */
export interface ClaimedEvent {
  readonly event: OrderEvent;
  /** Fences every write about this claim: once somebody else has claimed the event, such a write changes nothing. */
  readonly claimToken: string;
  /** How often the event has been returned, nacked or refused. */
  readonly attempts: number;
  /** How often the broker has refused this very event. */
  readonly refusals: number;
}

/** Why and for how long an event has to wait. */
export interface Postponement {
  readonly claimed: ClaimedEvent;
  readonly delayMs: number;
  /** What the broker said. */
  readonly error: string;
  /** Whether it was this event that the broker refused, and not its queues that could not take it. */
  readonly refused: boolean;
  /** Set aside until an operator decides; later versions of its order wait behind it. */
  readonly parked: boolean;
}

export interface OutboxFigures {
  /** Events that wait, parked ones included; above 10,000 an estimate from the ids in use. */
  readonly depth: number;
  /** Age of the oldest event that waits and is not parked, since it was put back if it was replayed; 0 when none does. */
  readonly oldestAgeSeconds: number;
  /** At most 10,000 are counted. */
  readonly parked: number;
}

/** The events that wait for the broker. Time is the database's. Every call is one statement and one commit. */
export interface OutboxStore {
  /**
   * Takes up to `limit` new events and as many whose postponement is over, of each order only the lowest version that
   * is not published yet, oldest first. The commit is durable before this resolves, and everything that was committed
   * before it is, too: what gets published cannot be undone by a failover any more.
   */
  claim(limit: number, leaseMs: number): Promise<ClaimedEvent[]>;
  /**
   * Deletes events that the broker has confirmed. Its own commit may be lost in a crash, which costs a repetition.
   * @returns whether the next version of one of these orders has been waiting
   */
  remove(confirmed: readonly ClaimedEvent[]): Promise<boolean>;
  /** Gives claims back, so that anybody may publish these events at once. */
  release(claimed: readonly ClaimedEvent[]): Promise<void>;
  /** Gives claims back to be published later, or parks them. */
  postpone(postponements: readonly Postponement[]): Promise<void>;
  /** Costs the same whatever the backlog. */
  figures(): Promise<OutboxFigures>;
}

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

/** What the relay has done since it was started, for health and metrics. */
export interface RelayStatus {
  /** `disabled`: this deployment has no broker; events stay in the outbox and in the feed. */
  readonly broker: BrokerState | 'disabled';
  readonly published: number;
  readonly confirmed: number;
  readonly returned: number;
  readonly nacked: number;
  readonly refused: number;
  readonly unknown: number;
  readonly parked: number;
  /** Messages under way now. */
  readonly inFlight: number;
}

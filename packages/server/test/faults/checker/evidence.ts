import type { WireAnswer } from '../../support/conformance.js';
import type { Finding } from './verdict.js';

/** What a client was about to do. `id` is sent as `X-Request-Id`, which the history of an order keeps. */
export interface Invoked {
  readonly type: 'invoke';
  readonly atMs: number;
  readonly id: string;
  readonly op: 'create' | 'move';
  readonly user: number;
  /** Its idempotency key, of a create that has one. */
  readonly key?: string;
  /** What a create asks for, as text: the same text is the same request. */
  readonly request?: string;
  /** Of a move. */
  readonly order?: number;
  readonly target?: string;
}

/** The service said that the change is made. */
export interface Acknowledged {
  readonly type: 'ok';
  readonly atMs: number;
  readonly id: string;
  readonly order: number;
  readonly version: number;
  readonly status: string;
  /** What the answer to a create said of the order, but for what depends on when it is read. */
  readonly digest?: string;
}

/** The service said that nothing was changed, or was never reached. */
export interface Refused {
  readonly type: 'fail';
  readonly atMs: number;
  readonly id: string;
  readonly code: string;
}

/** Nobody can tell whether the change was made. */
export interface Unknown {
  readonly type: 'unknown';
  readonly atMs: number;
  readonly id: string;
  readonly reason: string;
}

/** An answer worth judging: any that is not the plain success, and any that holds a secret. */
export interface Answered {
  readonly type: 'answer';
  readonly atMs: number;
  readonly id: string;
  readonly answer: WireAnswer;
}

/** What was done to the service. */
export interface Noted {
  readonly type: 'note';
  readonly atMs: number;
  readonly what: string;
}

export type HistoryRecord = Invoked | Acknowledged | Refused | Unknown | Answered | Noted;

export interface CommittedOrder {
  readonly id: number;
  readonly userId: number;
  readonly status: string;
  readonly version: number;
}

export interface CommittedEvent {
  readonly eventId: string;
  readonly orderId: number;
  readonly version: number;
  readonly type: string;
  readonly toStatus: string;
  readonly userId: number;
  readonly requestId: string;
}

/** An event that was set aside on purpose: it and what follows of its order is not expected on the queue. */
export interface DeadLetteredEvent {
  readonly orderId: number;
  readonly version: number;
}

export interface DatabaseState {
  readonly orders: readonly CommittedOrder[];
  /** In the order of order and version. */
  readonly events: readonly CommittedEvent[];
  readonly deadLettered: readonly DeadLetteredEvent[];
  /** Orders whose items are not what their snapshot says. */
  readonly corrupt: number;
}

/** A message as the audit queue handed it out. */
export interface Delivery {
  readonly eventId: string;
  readonly orderId: number;
  readonly version: number;
  readonly type: string;
  readonly userId: number;
  readonly toStatus: string;
}

/** How the service was found when the load had ended and the fault was over. */
export interface Recovery {
  /** From the end of the fault, or of the load if that was later, until everything was well again. */
  readonly ms: number;
  /** What was not well when the patience was over; empty when it recovered. */
  readonly complaints: readonly string[];
}

/** Everything a verdict is made from. */
export interface Evidence {
  readonly history: Iterable<HistoryRecord>;
  readonly database: DatabaseState;
  /** In the order of delivery. */
  readonly deliveries: Iterable<Delivery>;
  readonly recovery: Recovery;
  /** What the row itself saw broken. */
  readonly objections: readonly Finding[];
  /** Lines that the servers logged. */
  readonly logs: Iterable<string>;
  /** Texts that must stand nowhere. */
  readonly secrets: readonly string[];
}

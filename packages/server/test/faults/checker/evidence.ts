import type { components } from '@order-service/sdk';
import type { WireAnswer } from '../../support/conformance.js';
import type { Violation } from './verdict.js';

/** A client is about to send a change. `id` is sent as `X-Request-Id`, which is stored with the order's events. */
export interface Invoked {
  readonly type: 'invoke';
  readonly atMs: number;
  readonly id: string;
  readonly op: 'create' | 'move';
  readonly user: number;
  /** The idempotency key of a create, if it has one. */
  readonly key?: string;
  /** The body of a create, as text: equal texts are equal requests. */
  readonly request?: string;
  /** The order that a move changes. */
  readonly order?: number;
  readonly target?: string;
}

/** The service acknowledged the change. */
export interface Acknowledged {
  readonly type: 'ok';
  readonly atMs: number;
  readonly id: string;
  readonly order: number;
  readonly version: number;
  readonly status: string;
  /** The members of a create's response that never change. */
  readonly digest?: string;
}

/** The service rejected the change, or the request did not reach it. */
export interface Rejected {
  readonly type: 'fail';
  readonly atMs: number;
  readonly id: string;
  readonly code: string;
}

/** The client cannot know whether the change was made. */
export interface Unknown {
  readonly type: 'unknown';
  readonly atMs: number;
  readonly id: string;
  readonly reason: string;
}

/** A response that is checked: every error, and every response that contains a secret. */
export interface Answered {
  readonly type: 'answer';
  readonly atMs: number;
  readonly id: string;
  readonly answer: WireAnswer;
}

/** A fault that was injected. */
export interface Noted {
  readonly type: 'note';
  readonly atMs: number;
  readonly what: string;
}

export type HistoryRecord = Invoked | Acknowledged | Rejected | Unknown | Answered | Noted;

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

/** A dead letter. It and the later versions of its order are not expected on the queue. */
export interface DeadLetteredEvent {
  readonly orderId: number;
  readonly version: number;
}

export interface DatabaseState {
  readonly orders: readonly CommittedOrder[];
  /** Ordered by order id and version. */
  readonly events: readonly CommittedEvent[];
  readonly deadLettered: readonly DeadLetteredEvent[];
  /** Number of orders whose items differ from their snapshot. */
  readonly corrupt: number;
}

/** A message of the audit queue. */
export interface Delivery {
  readonly eventId: string;
  readonly orderId: number;
  readonly version: number;
  readonly type: string;
  readonly userId: number;
  readonly toStatus: string;
}

/** The state of the service after the load and the fault have ended. */
export interface Recovery {
  /** From the end of the fault, or of the load if that was later, until every check passed. */
  readonly ms: number;
  /** The checks that still failed after the maximum wait; empty if the service recovered. */
  readonly failures: readonly string[];
}

export type Explanation = components['schemas']['OrderExplanation'];
export type ExplainedVersion = components['schemas']['ExplainedVersion'];

/** The input of the checker. */
export interface Evidence {
  readonly history: Iterable<HistoryRecord>;
  readonly database: DatabaseState;
  /** In delivery order. */
  readonly deliveries: Iterable<Delivery>;
  readonly recovery: Recovery;
  /** Answers to an operator who asked what orders wait for. */
  readonly explanations: { readonly during: readonly Explanation[]; readonly after: readonly Explanation[] };
  /** Violations that the scenario itself detected. */
  readonly violations: readonly Violation[];
  /** The log lines of the servers. */
  readonly logs: Iterable<string>;
  /** Texts that no response and no log line may contain. */
  readonly secrets: readonly string[];
}

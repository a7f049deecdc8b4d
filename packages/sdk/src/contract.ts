/**
 * The contract's own shapes under short names. Everything here is derived from the generated types, so that a change of
 * openapi.yaml reaches every caller through the compiler. What the service answers is open: a newer service may answer
 * with values that this version does not know, which have the type {@link Unrecognized}.
 */
import type { components, operations } from './generated/schema.js';
import type { Open, Unrecognized } from './open.js';

type Schemas = components['schemas'];

/** An order, with its line items, as the caller sees it. */
export interface Order extends Open<Schemas['Order']> {}
/** A line item, with the name and price that the product had when the order was placed. */
export interface OrderItem extends Open<Schemas['OrderItem']> {}
/**
 * A status that this version knows: `pending` → `confirmed` → `shipped` → `delivered`; all but `delivered` can become
 * `cancelled`. The status of an order that was read may also be {@link Unrecognized}.
 */
export type OrderStatus = Schemas['OrderStatus'];
/** A decimal with two places, as text: `'59.98'`. Never a float. */
export type Money = Schemas['Money'];
/** RFC 3339, in UTC. */
export type Timestamp = Schemas['Timestamp'];
/** Text by name: what the caller stored with the order. */
export type Metadata = Schemas['Metadata'];
/** An order to be placed. */
export type CreateOrder = Schemas['CreateOrder'];
/** A line item of an order to be placed. */
export type CreateOrderItem = Schemas['CreateOrderItem'];
/** One change of an order: who made it, when and why. */
export interface HistoryEntry extends Open<Schemas['HistoryEntry']> {}
/** What an order is and waits for, and what became of its events. */
export interface OrderExplanation extends Open<Schemas['OrderExplanation']> {}
/** One version of an explained order: its change, and the delivery of its event. */
export interface ExplainedVersion extends Open<Schemas['ExplainedVersion']> {}
/** The state of the service and of what it depends on. */
export interface Health extends Open<Schemas['Health']> {}
/** Who the caller is and what it may do. */
export interface Me extends Open<Schemas['Me']> {}

/** A type of event that this version knows: its routing key on RabbitMQ. */
export type EventType = Schemas['EventType'];
/** An event, discriminated by `event_type`. Ignore those of types that you do not handle: newer services add types. */
export type OrderEvent = Open<Schemas['OrderEvent']> | UnrecognizedEvent;
/** An order was placed. */
export interface OrderCreatedEvent extends Open<Schemas['OrderCreatedEvent']> {}
/** The status of an order changed. */
export interface OrderStatusUpdatedEvent extends Open<Schemas['OrderStatusUpdatedEvent']> {}
/** The personal data of an order's user was erased. It has no version: `order_version` is 0. */
export interface OrderErasedEvent extends Open<Schemas['OrderErasedEvent']> {}

/** An event of a type that this version does not know, as a newer service sends it. */
export interface UnrecognizedEvent extends Omit<Schemas['EventEnvelope'], 'event_type' | 'data'> {
  /** The type as it came. */
  event_type: Unrecognized;
  /** What the event says. All events name their order. */
  data: { order_id: number; [member: string]: unknown };
}

/** Which events to publish again: those of one order, or of all orders in a period. */
export type ReplayEvents = Schemas['ReplayEvents'];
/** What one call of `events.replay` put back, and where the next one begins. */
export interface Replay extends Open<Schemas['Replay']> {}
/** How many events wait for the broker, and how fast they leave. */
export interface Outbox extends Open<Schemas['Outbox']> {}
/** An event that has not reached the broker yet. */
export interface OutboxEvent extends Open<Schemas['OutboxEvent']> {}
/** What is kept of an event that an operator gave up. */
export interface SkippedEvent extends Open<Schemas['SkippedEvent']> {}
/** An erasure to be made, or to be continued. */
export type EraseUser = Schemas['EraseUser'];
/** An erasure of a user's personal data: who made it, why, and how far it has got. */
export interface Erasure extends Open<Schemas['Erasure']> {}
/** What an erasure of a user would change. */
export interface ErasurePlan extends Open<Schemas['ErasurePlan']> {}
/** Orders by status, and orders and revenue over time. */
export interface Statistics extends Open<Schemas['Statistics']> {}

/** A problem document (RFC 9457), discriminated by `code`. */
export type Problem = OpenProblem<Schemas['Problem']> | UnrecognizedProblem;
/** A problem with a code that this version does not know, as a newer service sends it. Its own members are kept. */
export interface UnrecognizedProblem extends Omit<Schemas['ProblemDetails'], 'code'> {
  /** The code as it came. */
  code: Unrecognized;
}
/** All members but the code are open: the code is what tells the problems apart. */
type OpenProblem<Document> = Document extends unknown
  ? { [Member in keyof Document]: Member extends 'code' ? Document[Member] : Open<Document[Member]> }
  : never;
/** The stable code of a problem that this version knows. */
export type ProblemCode = Schemas['ProblemCode'];
/** One place in which a request breaks the contract. */
export interface Violation extends Open<Schemas['Violation']> {}

/** The query parameters of `listOrders`, as the contract has them. */
export type ListOrdersQuery = NonNullable<operations['listOrders']['parameters']['query']>;

/**
 * The contract's own shapes under short names. Everything here is derived from the generated types, so that a change of
 * openapi.yaml reaches every caller through the compiler.
 */
import type { components, operations } from './generated/schema.js';

type Schemas = components['schemas'];

/** An order, with its line items, as the caller sees it. */
export type Order = Schemas['Order'];
/** A line item, with the name and price that the product had when the order was placed. */
export type OrderItem = Schemas['OrderItem'];
/** `pending` → `confirmed` → `shipped` → `delivered`; all but `delivered` can become `cancelled`. */
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
export type HistoryEntry = Schemas['HistoryEntry'];
/** What an order is and waits for, and what became of its events. */
export type OrderExplanation = Schemas['OrderExplanation'];
/** One version of an explained order: its change, and the delivery of its event. */
export type ExplainedVersion = Schemas['ExplainedVersion'];
/** The state of the service and of what it depends on. */
export type Health = Schemas['Health'];
/** Who the caller is and what it may do. */
export type Me = Schemas['Me'];

/** The type of an event: its routing key on RabbitMQ. */
export type EventType = Schemas['EventType'];
/** An event, discriminated by `event_type`. */
export type OrderEvent = Schemas['OrderEvent'];
/** An order was placed. */
export type OrderCreatedEvent = Schemas['OrderCreatedEvent'];
/** The status of an order changed. */
export type OrderStatusUpdatedEvent = Schemas['OrderStatusUpdatedEvent'];
/** The personal data of an order's user was erased. It has no version: `order_version` is 0. */
export type OrderErasedEvent = Schemas['OrderErasedEvent'];

/** Which events to publish again: those of one order, or of all orders in a period. */
export type ReplayEvents = Schemas['ReplayEvents'];
/** What one call of `events.replay` put back, and where the next one begins. */
export type Replay = Schemas['Replay'];
/** How many events wait for the broker, and how fast they leave. */
export type Outbox = Schemas['Outbox'];
/** An event that has not reached the broker yet. */
export type OutboxEvent = Schemas['OutboxEvent'];
/** What is kept of an event that an operator gave up. */
export type SkippedEvent = Schemas['SkippedEvent'];
/** An erasure to be made, or to be continued. */
export type EraseUser = Schemas['EraseUser'];
/** An erasure of a user's personal data: who made it, why, and how far it has got. */
export type Erasure = Schemas['Erasure'];
/** What an erasure of a user would change. */
export type ErasurePlan = Schemas['ErasurePlan'];
/** Orders by status, and orders and revenue over time. */
export type Statistics = Schemas['Statistics'];

/** A problem document (RFC 9457), discriminated by `code`. */
export type Problem = Schemas['Problem'];
/** The stable code of a problem. */
export type ProblemCode = Schemas['ProblemCode'];
/** One place in which a request breaks the contract. */
export type Violation = Schemas['Violation'];

/** The query parameters of `listOrders`, as the contract has them. */
export type ListOrdersQuery = NonNullable<operations['listOrders']['parameters']['query']>;

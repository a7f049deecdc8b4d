/**
 * The contract's own shapes under short names. Everything here is derived from the generated types, so that a change of
 * openapi.yaml reaches every caller through the compiler.
 */
import type { components, operations } from './generated/schema.js';

type Schemas = components['schemas'];

export type Order = Schemas['Order'];
export type OrderItem = Schemas['OrderItem'];
export type OrderStatus = Schemas['OrderStatus'];
/** A decimal with two places, as text: `'59.98'`. Never a float. */
export type Money = Schemas['Money'];
/** RFC 3339, in UTC. */
export type Timestamp = Schemas['Timestamp'];
export type Metadata = Schemas['Metadata'];
export type CreateOrder = Schemas['CreateOrder'];
export type CreateOrderItem = Schemas['CreateOrderItem'];
export type HistoryEntry = Schemas['HistoryEntry'];
export type Health = Schemas['Health'];
/** Who the caller is and what it may do. */
export type Me = Schemas['Me'];

export type EventType = Schemas['EventType'];
export type OrderEvent = Schemas['OrderEvent'];
export type OrderCreatedEvent = Schemas['OrderCreatedEvent'];
export type OrderStatusUpdatedEvent = Schemas['OrderStatusUpdatedEvent'];

/** Which events to publish again: one order's, or everyone's over a time. */
export type ReplayEvents = Schemas['ReplayEvents'];
export type Replay = Schemas['Replay'];
export type Outbox = Schemas['Outbox'];
export type OutboxEvent = Schemas['OutboxEvent'];
export type SkippedEvent = Schemas['SkippedEvent'];
export type Statistics = Schemas['Statistics'];

/** A problem document (RFC 9457), told apart by `code`. */
export type Problem = Schemas['Problem'];
export type ProblemCode = Schemas['ProblemCode'];
/** One place in which a request breaks the contract. */
export type Violation = Schemas['Violation'];

export type ListOrdersQuery = NonNullable<operations['listOrders']['parameters']['query']>;

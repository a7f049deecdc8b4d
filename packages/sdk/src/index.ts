export { createClient } from './client.js';
export { ApiError, isProblem, type ApiErrorOf, type ProblemOf } from './api-error.js';
export {
  AbortedError,
  ConfigurationError,
  ConnectionError,
  OrderServiceError,
  TimeoutError,
  TokenError,
  UnexpectedResponseError,
} from './errors.js';
export type { MoveResult, OrderToMove } from './bulk.js';
export {
  EventAheadError,
  orderedConsumer,
  type ConsumeOutcome,
  type OrderedConsumerOptions,
} from './ordered-consumer.js';
export type { Decide, Decision } from './transition.js';
export {
  InvalidEventError,
  parseOrderEvent,
  toMoney,
  type InvalidEventReason,
  type MessageWithContent,
} from './events.js';
export type { ApiPromise, ResponseInfo, WithResponse } from './api-promise.js';
export type * from './contract.js';
export type { Hooks, RequestEvent, RequestSummary, ResponseEvent, RetryEvent } from './hooks.js';
export type * from './options.js';
export type { EventStream } from './event-stream.js';
export type { OrderList, OrderPage } from './pagination.js';
export type * from './resources.js';
export type { components, operations, paths, webhooks } from './generated/schema.js';
export { EVENT_TYPES, ORDER_STATUSES, PROBLEM_CODES } from './generated/values.js';

export { createClient, type OrderServiceClient } from './client.js';
export type { CallOptions, ClientOptions, CallLimits, TokenRequest, TokenSource } from './options.js';
export type { ApiPromise, ResponseInfo, WithResponse } from './api-promise.js';
export type { Page, PagePromise } from './page.js';
export type {
  CreateOrderOptions,
  GetOrderOptions,
  ListOrdersParams,
  OrdersResource,
  UpdateStatusOptions,
} from './resources/orders.js';
export type { BulkUpdateOptions, BulkUpdateResult, OrderReference } from './transitions/bulk-update.js';
export { runConcurrently, type ConcurrencyOptions, type TaskResult } from './run-concurrently.js';
export type { Decide, Decision, TargetStatus } from './transitions/transition.js';
export type { EventsResource, ListEventsParams } from './resources/events.js';
export type { EventStream, ReconnectEvent, StreamOptions } from './events/event-stream.js';
export type { ListOutboxParams, OutboxResource } from './resources/outbox.js';
export type { UsersResource } from './resources/users.js';
export type { GetStatistics, StatisticsParams } from './resources/stats.js';
export type { GetHealth } from './resources/health.js';
export type { GetMe } from './resources/me.js';
export type { RawRequest, RequestTraits, SendRequest, TypedRequest } from './resources/request.js';
export { ApiError, isProblem, type ApiErrorOf, type ProblemOf } from './api-error.js';
export {
  AbortedError,
  ConfigurationError,
  ConnectionError,
  OrderServiceError,
  TimeoutError,
  TokenError,
  UnexpectedResponseError,
  type CallFacts,
} from './errors.js';
export type { LogFields, Logger } from './http/logger.js';
export type { LogLevel } from './http/logging.js';
export type { Middleware, MiddlewareRequest, SendAttempt } from './http/middleware.js';
export type { Hooks, RequestEvent, RequestSummary, ResponseEvent, RetryEvent } from './http/hooks.js';
export {
  InvalidEventError,
  parseOrderEvent,
  toMoney,
  type InvalidEventReason,
  type MessageWithContent,
} from './events/parse-event.js';
export {
  EventAheadError,
  orderedConsumer,
  type ConsumeOutcome,
  type EventGap,
  type GapDecision,
  type OrderedConsumerOptions,
} from './events/ordered-consumer.js';
export { skippedGaps } from './events/skipped-gaps.js';
export type * from './contract.js';
export { isKnown, unrecognized, type Known, type Open, type Unrecognized } from './open.js';
export type { components, operations, paths, webhooks } from './generated/schema.js';
export { limits, patterns } from './generated/limits.js';
export { EVENT_TYPES, OPERATOR_CLAIMS, ORDER_SORTS, ORDER_STATUSES, PROBLEM_CODES } from './generated/values.js';
export { LANES, laneOf } from './lane.js';
export { isOperator } from './operator.js';

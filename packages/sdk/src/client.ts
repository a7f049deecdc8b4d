import { createHttpClient } from './http/http-client.js';
import { clientSettings } from './http/settings.js';
import type { ClientOptions } from './options.js';
import { eventsResource, type EventsResource } from './resources/events.js';
import { getHealth, type GetHealth } from './resources/health.js';
import { getMe, type GetMe } from './resources/me.js';
import { ordersResource, type OrdersResource } from './resources/orders.js';
import { outboxResource, type OutboxResource } from './resources/outbox.js';
import { sendRequest, type SendRequest } from './resources/request.js';
import { getStatistics, type GetStatistics } from './resources/stats.js';
import { usersResource, type UsersResource } from './resources/users.js';

/** The order service, as one user sees it. */
export interface OrderServiceClient {
  /** Placing, reading and changing orders. */
  readonly orders: OrdersResource;
  /** The feed of all changes, in pages and live. */
  readonly events: EventsResource;
  /** Events that have not reached the broker yet; for operators. */
  readonly outbox: OutboxResource;
  /** The personal data of users; for operators. */
  readonly users: UsersResource;
  /** Resolves to who the caller is and what it may do, as the service reads the token. */
  readonly me: GetMe;
  /** Resolves to the orders by status, and to the orders and revenue over time; for operators. */
  readonly stats: GetStatistics;
  /** Resolves to the state of the service and of what it depends on. */
  readonly health: GetHealth;
  /** Sends any request to the service, with the client's token, retries and errors. */
  readonly request: SendRequest;
}

/**
 * A client of the order service at `baseUrl`.
 *
 * @throws {ConfigurationError} that names every option that is not valid
 * @example
 * const client = createClient({ baseUrl: 'http://localhost:8002', token: process.env.ORDERS_TOKEN });
 * const order = await client.orders.create({ items: [{ product_id: 1, quantity: 2 }] });
 */
export function createClient(options: ClientOptions): OrderServiceClient {
  const settings = clientSettings(options);
  const http = createHttpClient(settings);
  return {
    orders: ordersResource(http, settings.signal),
    events: eventsResource(http, settings.signal),
    outbox: outboxResource(http),
    users: usersResource(http),
    me: getMe(http),
    stats: getStatistics(http),
    health: getHealth(http),
    request: sendRequest(http),
  };
}

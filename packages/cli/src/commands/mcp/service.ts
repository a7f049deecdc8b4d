import type { CreateOrder, Order, OrderStatus } from '@order-service/sdk';
import { fetchCatalogue, type Product } from '../../features/catalogue.js';
import type { Context } from '../../features/context.js';
import { sendRaw, type RawResponse } from '../../session/raw-request.js';
import { describeServer } from '../../session/settings.js';

/** The order service as the tools use it. */
export interface Service {
  /** The server's URL and what selected it. */
  readonly name: string;
  /** Sends a GET request; any status is an answer. Throws UnavailableError. */
  read(path: string, signal: AbortSignal): Promise<RawResponse>;
  getOrder(orderId: number, signal: AbortSignal): Promise<Order>;
  /** `key` is the idempotency key: sent again with the same one, the request creates no second order. */
  create(order: CreateOrder, key: string, sender: Sender): Promise<Order>;
  /** Moves the order only if it still has this version. */
  move(orderId: number, status: OrderStatus, condition: MoveCondition, sender: Sender): Promise<Order>;
  /** The products that are known by name; empty where no catalogue is known or it does not answer. */
  products(signal: AbortSignal): Promise<readonly Product[]>;
}

export interface MoveCondition {
  readonly version: number;
  readonly reason: string | undefined;
}

/** Who sends a change on behalf of the user. */
export interface Sender {
  /** Recorded by the service, such as `mcp:assistant`. */
  readonly agent: string;
  readonly signal: AbortSignal;
}

const READ_TIMEOUT_MS = 30_000;

/** The configured service. Throws NotLoggedInError if there is no token. */
export async function connectService(
  context: Pick<Context, 'client' | 'settings' | 'fetch' | 'options'>,
): Promise<Service> {
  const [client, settings] = await Promise.all([context.client(), context.settings()]);
  const optionsOf = ({ agent, signal }: Sender) => ({ signal, headers: { 'Orders-Agent': agent } });
  return {
    name: describeServer(settings),
    read: (path, signal) =>
      sendRaw(context.fetch, settings, {
        method: 'GET',
        path,
        signal,
        timeoutMs: context.options.timeout ?? READ_TIMEOUT_MS,
      }),
    getOrder: (orderId, signal) => client.orders.get(orderId, { signal }),
    create: (order, key, sender) => client.orders.create(order, { ...optionsOf(sender), idempotencyKey: key }),
    move: (orderId, status, { version, reason }, sender) =>
      client.orders.updateStatus(orderId, status, {
        ...optionsOf(sender),
        ifMatch: version,
        ...(reason !== undefined && { reason }),
      }),
    products: async (signal) => {
      const { catalogueUrl } = settings;
      if (catalogueUrl === undefined) return [];
      return await fetchCatalogue(context.fetch, catalogueUrl, signal).catch(() => []);
    },
  };
}

import {
  ApiError,
  createClient,
  type CallLimits,
  OrderServiceError,
  type CreateOrder,
  type Order,
  type OrderServiceClient,
  type OrderStatus,
} from '@order-service/sdk';
import { claims, inSeconds, signedToken } from '../../support/signed-token.js';
import type { History } from './history.js';
import { KEYLESS } from './pooled-fetch.js';
import type { Random } from './random.js';

export interface LoadClientOptions {
  readonly user: number;
  readonly url: string;
  readonly secret: string;
  readonly fetch: typeof fetch;
  readonly history: History;
  readonly random: Random;
  /** Of each call; those of the fault table if absent. */
  readonly limits?: CallLimits;
}

const NEXT_STATUSES: Readonly<Record<string, readonly OrderStatus[]>> = {
  pending: ['confirmed', 'confirmed', 'confirmed', 'cancelled'],
  confirmed: ['shipped', 'shipped', 'shipped', 'cancelled'],
  shipped: ['delivered', 'delivered', 'delivered', 'cancelled'],
};
const CREATE_SHARE = 0.3;
/** The client keeps up to this many orders that are not in a final status. */
const MAX_OPEN_ORDERS = 200;
const KEYLESS_SHARE = 0.1;
const CONDITIONAL_SHARE = 0.5;
const REPEATED_SHARE = 0.02;
const MAX_REPETITIONS = 3;
const LIMITS = { timeoutMs: 10_000, deadlineMs: 25_000, maxRetries: 3 };

type Open = Pick<Order, 'id' | 'status' | 'version'>;

/** One user: places and moves orders as the seed determines, and records every outcome in the history. */
export class LoadClient {
  readonly #options: LoadClientOptions;
  readonly #client: OrderServiceClient;
  readonly #open: Open[] = [];
  #operations = 0;

  constructor(options: LoadClientOptions) {
    this.#options = options;
    const { user, secret, url } = options;
    const token = signedToken(claims({ sub: String(user), exp: inSeconds(24 * 3600) }), { secret });
    this.#client = createClient({ baseUrl: url, token, fetch: options.fetch, ...(options.limits ?? LIMITS) });
  }

  /** Makes one change; resolves when its outcome is recorded. */
  async act(): Promise<void> {
    const { random } = this.#options;
    const open = this.#open.length;
    if (open === 0 || (open < MAX_OPEN_ORDERS && random.chance(CREATE_SHARE))) await this.#placeRandomOrder();
    else await this.#moveToNextStatus(this.#open.splice(random.integer(0, open - 1), 1)[0]!);
  }

  /** Places an order; resolves to undefined unless it was acknowledged. Sends an idempotency key only if given one. */
  async place(body: CreateOrder, key?: string): Promise<Order | undefined> {
    const { history, user } = this.#options;
    const id = this.#nextId();
    history.write({
      type: 'invoke',
      id,
      op: 'create',
      user,
      request: JSON.stringify(body),
      ...(key !== undefined && { key }),
    });
    return await this.#recordOutcome(id, () =>
      this.#client.orders.create(body, {
        headers: { 'x-request-id': id },
        idempotencyKey: key ?? `${KEYLESS}${id}`,
        ...(key === undefined && { maxRetries: 0 }), // without a key, a retry could place a second order
      }),
    );
  }

  /** Changes the status of an order; resolves to undefined unless it was acknowledged. */
  async move(order: number, target: OrderStatus, ifMatch?: number): Promise<Order | undefined> {
    const { history, user } = this.#options;
    const id = this.#nextId();
    history.write({ type: 'invoke', id, op: 'move', user, order, target });
    return await this.#recordOutcome(id, () =>
      this.#client.orders.updateStatus(order, target, {
        headers: { 'x-request-id': id },
        ...(ifMatch !== undefined && { ifMatch }),
      }),
    );
  }

  async #placeRandomOrder(): Promise<void> {
    const { random } = this.#options;
    const ref = this.#nextId();
    const items = Array.from({ length: random.integer(1, 3) }, () => ({
      product_id: random.integer(1, 50),
      quantity: random.integer(1, 9),
    }));
    if (random.chance(KEYLESS_SHARE)) this.#keep(await this.place({ items, metadata: { ref } }));
    else this.#keep(await this.#placeWithKey({ items }, ref));
  }

  /** Repeats a request that was not acknowledged with the same key, and a share of the acknowledged ones. */
  async #placeWithKey(body: CreateOrder, key: string): Promise<Order | undefined> {
    let order = await this.place(body, key);
    for (let again = 0; again < MAX_REPETITIONS && !order; again += 1) order = await this.place(body, key);
    if (order && this.#options.random.chance(REPEATED_SHARE)) await this.place(body, key);
    return order;
  }

  async #moveToNextStatus({ id, status, version }: Open): Promise<void> {
    const { random } = this.#options;
    const target = random.pick(NEXT_STATUSES[status] ?? []);
    this.#keep(await this.move(id, target, random.chance(CONDITIONAL_SHARE) ? version : undefined));
  }

  #keep(order: Order | undefined): void {
    if (order && order.status in NEXT_STATUSES) this.#open.push(order);
  }

  async #recordOutcome(id: string, send: () => Promise<Order>): Promise<Order | undefined> {
    const { history } = this.#options;
    try {
      const order = await send();
      history.write({
        type: 'ok',
        id,
        order: order.id,
        version: order.version,
        status: order.status,
        digest: digestOf(order),
      });
      return order;
    } catch (error) {
      if (!(error instanceof OrderServiceError)) throw error;
      if (error.outcomeUnknown) history.write({ type: 'unknown', id, reason: error.message });
      else history.write({ type: 'fail', id, code: error instanceof ApiError ? error.code : error.name });
      return undefined;
    }
  }

  #nextId(): string {
    this.#operations += 1;
    return `u${this.#options.user}-${this.#options.random.seed}-${this.#operations}`;
  }
}

/** The members of an order that never change. */
function digestOf({ id, total_amount, items }: Order): string {
  return [
    id,
    total_amount,
    ...items.map(({ product_id, quantity, subtotal }) => `${product_id}x${quantity}=${subtotal}`),
  ].join(' ');
}

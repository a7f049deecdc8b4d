import { runConcurrently, type OrderServiceClient, type OrderStatus } from '@order-service/sdk';
import type { TcpProxy } from '../../../server/src/testing/tcp-proxy.js';
import { eventually } from '../../../../test/services/eventually.js';
import type { WebhookServer } from './webhook-server.js';

const VERSIONS = 4;
const MOVES: readonly OrderStatus[] = ['confirmed', 'shipped', 'delivered'];
const CONCURRENCY = 32;

/** Makes so many events, four for each order. */
export async function makeEvents({ orders }: OrderServiceClient, count: number): Promise<void> {
  const ids: number[] = [];
  const place = (): Promise<unknown> =>
    orders.create({ items: [{ product_id: 7, quantity: 1 }] }).then(({ id }) => ids.push(id));
  const places = runConcurrently(Array.from({ length: count / VERSIONS }), place, { concurrency: CONCURRENCY });
  for await (const result of places) if (!result.ok) throw result.error;
  for (const status of MOVES) {
    for await (const result of orders.updateStatusMany(ids, status, { concurrency: CONCURRENCY })) {
      if (!result.ok) throw result.error;
    }
  }
}

/** An `orders listen` that runs. */
export interface Listener {
  /** Ends it at once. */
  stop(): Promise<unknown>;
  /** Resolves when it has ended, also by itself. */
  readonly ended: Promise<unknown>;
}

export interface CutsOptions {
  readonly start: () => Listener;
  readonly webhooks: WebhookServer;
  /** Between the command and the service, and between the command and the consumer. */
  readonly serviceProxy: TcpProxy;
  readonly consumerProxy: TcpProxy;
  readonly events: number;
  readonly cuts: number;
  readonly timeoutMs: number;
  /** Called before each cut. */
  readonly onCut?: (cut: number, taken: number) => Promise<void> | void;
}

export interface CutsResult {
  /** Different events that were taken. */
  readonly taken: number;
  readonly deliveries: number;
  /** Orders whose events did not arrive in the order of their versions for the first time. */
  readonly disordered: number;
}

/** Listens until every event is taken, and cuts the feed, the consumer and the command itself in turn, evenly spread. */
export async function listenOverCuts(options: CutsOptions): Promise<CutsResult> {
  const { start, webhooks, serviceProxy, consumerProxy, events, cuts, timeoutMs, onCut } = options;
  const newest = new Map<number, number>();
  const taken = new Set<string>();
  let [deliveries, disordered] = [0, 0];
  webhooks.handle = ({ event }) => {
    deliveries += 1;
    webhooks.received.length = 0; // what a long run needs no memory for
    if (taken.has(event.event_id)) return 204;
    taken.add(event.event_id);
    if ((newest.get(event.data.order_id) ?? 0) !== event.order_version - 1) disordered += 1;
    newest.set(event.data.order_id, event.order_version);
    return 204;
  };
  let listener = start();
  const untilTaken = (count: number): Promise<unknown> => {
    const unexpectedEnd = listener.ended.then(() => {
      throw new Error(`orders listen has ended by itself after ${taken.size} events`);
    });
    const enough = eventually(`${count} events are taken`, () => taken.size >= count, timeoutMs);
    return Promise.race([enough, unexpectedEnd]);
  };
  for (let cut = 0; cut < cuts; cut += 1) {
    const threshold = Math.floor((events * (cut + 1)) / (cuts + 1));
    await untilTaken(threshold);
    await onCut?.(cut + 1, taken.size);
    if (cut % 3 === 0) serviceProxy.reset();
    if (cut % 3 === 1) consumerProxy.reset();
    if (cut % 3 === 2) {
      await listener.stop();
      listener = start();
    }
  }
  await untilTaken(events);
  await listener.stop();
  return { taken: taken.size, deliveries, disordered };
}

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EventAheadError, orderedConsumer, type OrderEvent } from '@order-service/sdk';
import type { Handle } from './webhook-server.js';

type Orders = Record<string, { readonly status?: string; readonly version?: number; readonly events?: number }>;

export interface PlantedConsumers {
  /** Prints the state, for --verify. */
  readonly verify: string;
  /** Removes the state, for --reset. */
  readonly reset: string;
  /** The SDK's own way. */
  readonly correct: Handle;
  /** Does its work for every delivery. */
  readonly repeats: Handle;
  /** Remembers an event before its work is done. */
  readonly forgets: Handle;
  /** Takes what arrives last for what happened last. */
  readonly lastWins: Handle;
}

/** Consumers that keep their state in two files of a folder, so that another process can print and remove it. */
export function plantedConsumers(folder: string): PlantedConsumers {
  const [ordersPath, seenPath] = [join(folder, 'orders.json'), join(folder, 'seen.json')];
  const orders = (): Orders => readJson(ordersPath, {});
  const store = (id: number, order: Orders[string]): void => writeJson(ordersPath, { ...orders(), [id]: order });
  const work = (event: OrderEvent): void => {
    const { order_id: id } = event.data;
    store(id, { ...stateIn(event), events: (orders()[id]?.events ?? 0) + 1 });
  };
  const consume = orderedConsumer({ lastVersion: (id) => orders()[id]?.version, save: work });
  return {
    verify: `cat '${ordersPath}' 2>/dev/null || true`,
    reset: `rm -f '${ordersPath}' '${seenPath}'`,
    correct: async ({ event }) => {
      try {
        await consume(event);
        return 204;
      } catch (error) {
        return error instanceof EventAheadError ? 409 : 500;
      }
    },
    repeats: ({ event }) => {
      work(event);
      return 204;
    },
    forgets: async ({ event, isCut }) => {
      const seen = readJson<string[]>(seenPath, []);
      if (seen.includes(event.event_id)) return 204;
      writeJson(seenPath, [...seen, event.event_id]);
      await delay(20); // asks another service
      if (isCut()) return 'cut'; // as in frameworks that cancel the handler when the client has gone
      work(event);
      return 204;
    },
    lastWins: ({ event }) => {
      store(event.data.order_id, stateIn(event));
      return 204;
    },
  };
}

function stateIn({ order_version: version, data }: OrderEvent): Orders[string] {
  const status = 'new_status' in data ? data.new_status : 'status' in data ? data.status : undefined;
  return { status: String(status), version };
}

function readJson<Value>(path: string, absent: Value): Value {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Value) : absent;
}

function writeJson(path: string, value: unknown): void {
  writeFileSync(path, JSON.stringify(value));
}

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EVENT_TYPES, EventAheadError, isKnown, orderedConsumer, type OrderEvent } from '@order-service/sdk';
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
  /** Processes an event if its time is after that of the last one. */
  readonly clock: Handle;
  /** Rejects what it does not know, for ever. */
  readonly strict: Handle;
}

/** Consumers that keep their state in two files of a folder, so that another process can print and remove it. */
export function plantedConsumers(folder: string): PlantedConsumers {
  const [ordersPath, seenPath, timesPath] = ['orders.json', 'seen.json', 'times.json'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  const orders = (): Orders => readJson(ordersPath, {});
  const store = (id: number, order: Orders[string]): void => writeJson(ordersPath, { ...orders(), [id]: order });
  const work = (event: OrderEvent): void => {
    const { order_id: id } = event.data;
    store(id, { ...stateIn(event), events: (orders()[id]?.events ?? 0) + 1 });
  };
  const ofKnownTypes =
    (handle: Handle): Handle =>
    (received) =>
      isKnown(EVENT_TYPES, received.event.event_type) ? handle(received) : 204;
  const consume = orderedConsumer({ lastVersion: (id) => orders()[id]?.version, save: work });
  const correct: Handle = async ({ event }) => {
    try {
      await consume(event);
      return 204;
    } catch (error) {
      return error instanceof EventAheadError ? 409 : 500;
    }
  };
  return {
    verify: `cat '${ordersPath}' 2>/dev/null || true`,
    reset: `rm -f '${ordersPath}' '${seenPath}' '${timesPath}'`,
    correct,
    repeats: ofKnownTypes(({ event }) => {
      work(event);
      return 204;
    }),
    forgets: ofKnownTypes(async ({ event, isCut }) => {
      const seen = readJson<string[]>(seenPath, []);
      if (seen.includes(event.event_id)) return 204;
      writeJson(seenPath, [...seen, event.event_id]);
      await delay(20); // asks another service
      if (isCut()) return 'cut'; // as in frameworks that cancel the handler when the client has gone
      work(event);
      return 204;
    }),
    lastWins: ofKnownTypes(({ event }) => {
      store(event.data.order_id, stateIn(event));
      return 204;
    }),
    clock: ofKnownTypes(({ event }) => {
      const { event_id: id, timestamp } = event;
      const [seen, times] = [readJson<string[]>(seenPath, []), readJson<Record<string, string>>(timesPath, {})];
      const orderId = event.data.order_id;
      if (seen.includes(id) || (times[orderId] ?? '') >= timestamp) return 204;
      writeJson(seenPath, [...seen, id]);
      writeJson(timesPath, { ...times, [orderId]: timestamp });
      work(event);
      return 204;
    }),
    strict: async (received) => (isKnown(EVENT_TYPES, received.event.event_type) ? correct(received) : 500),
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

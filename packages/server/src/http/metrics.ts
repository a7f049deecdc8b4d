import type { Middleware } from 'koa';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { HealthSource } from '../ports/health-source.js';
import type { RelayStatus } from '../ports/relay-status.js';
import type { Handlers } from './contract/handlers.js';

export interface Metrics {
  /** Measures every request. */
  readonly measure: Middleware;
  readonly handlers: Pick<Handlers, 'getMetrics'>;
}

/** Figures for Prometheus (text format), in a registry of this server's own. */
export function createMetrics(source: HealthSource): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });

  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time to answer a request',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });

  const readOutbox = outboxGauges(registry, source);
  relayMetrics(registry, source);

  return {
    handlers: {
      async getMetrics() {
        await readOutbox();
        return { status: 200, type: registry.contentType, body: await registry.metrics() };
      },
    },

    async measure(ctx, next) {
      const startedAt = process.hrtime.bigint();
      try {
        await next();
      } finally {
        const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
        // The route's pattern, not the path: a label's values must be few.
        const route = (ctx._matchedRoute as string | undefined) ?? 'none';
        duration.observe({ method: ctx.method, route, status: ctx.status }, seconds);
      }
    },
  };
}

const OUTCOMES = ['confirmed', 'returned', 'nacked', 'refused', 'unknown'] as const;
const BROKER_STATES = ['connected', 'disconnected', 'blocked', 'disabled'] as const;

/**
 * Read when they are asked for: one cheap query a scrape, before anything is rendered, as metrics do not wait for each
 * other. Returns what reads them.
 */
function outboxGauges(registry: Registry, source: HealthSource): () => Promise<void> {
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers: [registry] });
  const depth = gauge('outbox_depth', 'Events that the broker has not confirmed');
  const oldest = gauge('outbox_oldest_age_seconds', 'Age of the oldest event that the broker has not confirmed');
  const deadLettered = gauge('outbox_dead_lettered', 'Events put aside after repeated refusals');
  return async () => {
    const figures = await source.outbox();
    depth.set(figures?.depth ?? NaN);
    oldest.set(figures?.oldestAgeSeconds ?? NaN);
    deadLettered.set(figures?.deadLettered ?? NaN);
  };
}

/** What the relay knows by itself. Its counts are kept since the process started; a counter takes them over. */
function relayMetrics(registry: Registry, source: HealthSource): void {
  new Gauge({
    name: 'broker_state',
    help: '1 for the state the connection to the broker is in',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      for (const state of BROKER_STATES) this.set({ state }, state === source.relay().broker ? 1 : 0);
    },
  });
  new Counter({
    name: 'relay_events_total',
    help: 'Messages by what the broker made of them',
    labelNames: ['outcome'],
    registers: [registry],
    collect() {
      this.reset();
      for (const outcome of OUTCOMES) this.inc({ outcome }, source.relay()[outcome]);
    },
  });
  const counter = (name: string, help: string, count: (status: RelayStatus) => number) =>
    new Counter({
      name,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(count(source.relay()));
      },
    });
  counter('relay_published_total', 'Messages handed to the broker', ({ published }) => published);
  counter('relay_dead_lettered_total', 'Events put aside after repeated refusals', ({ deadLettered }) => deadLettered);
  new Gauge({
    name: 'relay_in_flight',
    help: 'Messages that the broker has not answered for yet',
    registers: [registry],
    collect() {
      this.set(source.relay().inFlight);
    },
  });
}

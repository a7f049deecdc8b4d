import type { Middleware } from 'koa';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { recent } from '../concurrency/recent.js';
import type { HealthSource } from '../ports/health-source.js';
import type { RelayStatus } from '../ports/relay-status.js';
import type { Handlers } from './contract/handlers.js';
import { timerMetrics } from './timer-metrics.js';

export interface Metrics {
  /** Measures every request. */
  readonly measure: Middleware;
  readonly handlers: Pick<Handlers, 'getMetrics'>;
}

/** Metrics for Prometheus (text format), in a registry of this server's own, rendered at most once in `maxAgeMs`. */
export function createMetrics(source: HealthSource, maxAgeMs: number): Metrics {
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
  const readTimers = timerMetrics(registry, source.timers);
  relayMetrics(registry, source);
  const render = recent(async () => {
    await Promise.all([readOutbox(), readTimers()]);
    return await registry.metrics();
  }, maxAgeMs);

  return {
    handlers: {
      async getMetrics() {
        return { status: 200, type: registry.contentType, body: await render() };
      },
    },

    async measure(ctx, next) {
      const startedAt = process.hrtime.bigint();
      try {
        await next();
      } finally {
        const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
        // The route's pattern and not the path, because a label must have few values.
        const route = (ctx._matchedRoute as string | undefined) ?? 'none';
        duration.observe({ method: ctx.method, route, status: ctx.status }, seconds);
      }
    },
  };
}

const OUTCOMES = ['confirmed', 'returned', 'nacked', 'refused', 'unknown'] as const;
/** Every state, which the compiler checks. */
const BROKER_STATES = Object.keys({
  connected: true,
  disconnected: true,
  blocked: true,
  disabled: true,
} satisfies Record<RelayStatus['broker'], true>);

/**
 * Gauges of the outbox. Returns a function that reads them with one cheap query. It is called once a scrape, before the
 * metrics are rendered, because `collect` functions would each need a query of their own.
 */
function outboxGauges(registry: Registry, source: HealthSource): () => Promise<void> {
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers: [registry] });
  const depth = gauge('outbox_depth', 'Events that the broker has not confirmed');
  const oldest = gauge('outbox_oldest_age_seconds', 'Age of the oldest event that the broker has not confirmed');
  const failing = gauge(
    'outbox_failing',
    'Events that the broker returned, nacked or refused, and that wait for another attempt',
  );
  const deadLettered = gauge('outbox_dead_lettered', 'Dead-lettered events');
  return async () => {
    const figures = await source.outbox();
    depth.set(figures?.depth ?? NaN);
    oldest.set(figures?.oldestAgeSeconds ?? NaN);
    failing.set(figures?.failing ?? NaN);
    deadLettered.set(figures?.deadLettered ?? NaN);
  };
}

/** Metrics of the relay, which counts since the process started. Each scrape copies its counts. */
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
    help: 'Messages by outcome',
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
  counter('relay_dead_lettered_total', 'Dead-lettered events', ({ deadLettered }) => deadLettered);
  counter(
    'relay_unpublished_total',
    'Events that left the outbox without a message, because their type is not published',
    ({ unpublished }) => unpublished,
  );
  new Gauge({
    name: 'relay_in_flight',
    help: 'Messages that the broker has neither confirmed nor refused yet',
    registers: [registry],
    collect() {
      this.set(source.relay().inFlight);
    },
  });
}

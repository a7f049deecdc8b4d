import type { Measurements } from '../../measuring/measurements.js';
import type { OutboxFigures } from '../../ports/outbox-store.js';
import type { RelayStatus } from '../../ports/relay-status.js';
import { counter, gauge, histogram, type MetricFamily } from '../../measuring/metric-family.js';

const OUTCOMES = ['confirmed', 'returned', 'nacked', 'refused', 'unknown'] as const;
/** Every state, which the compiler checks. */
const BROKER_STATES = Object.keys({
  connected: true,
  disconnected: true,
  blocked: true,
  disabled: true,
} satisfies Record<RelayStatus['broker'], true>);

/** Read from the database, so that they are the same in every process. */
export function outboxMetrics(figures: OutboxFigures | undefined): MetricFamily[] {
  return [
    gauge('outbox_depth', 'Events that the broker has not confirmed', 'max', figures?.depth),
    gauge(
      'outbox_oldest_age_seconds',
      'Age of the oldest event that the broker has not confirmed and that is not dead-lettered',
      'max',
      figures?.oldestAgeSeconds,
    ),
    gauge(
      'outbox_failing',
      'Events that the broker returned, nacked or refused, and that wait for another attempt',
      'max',
      figures?.failing,
    ),
    gauge('outbox_dead_lettered', 'Dead-lettered events', 'max', figures?.deadLettered),
  ];
}

/** What the relay has done since this process was started. */
export function relayMetrics(relay: RelayStatus, { confirms }: Measurements): MetricFamily[] {
  return [
    gauge(
      'broker_state',
      'Processes by the state of their connection to the broker',
      'sum',
      BROKER_STATES.map((state) => [{ state }, Number(state === relay.broker)]),
    ),
    counter(
      'relay_events_total',
      'Messages by outcome',
      OUTCOMES.map((outcome) => [{ outcome }, relay[outcome]]),
    ),
    counter('relay_published_total', 'Messages handed to the broker', relay.published),
    counter('relay_dead_lettered_total', 'Events that were dead-lettered', relay.deadLettered),
    counter(
      'relay_unpublished_total',
      'Events that left the outbox without a message, because their type is not published',
      relay.unpublished,
    ),
    gauge('relay_in_flight', 'Messages that the broker has neither confirmed nor refused yet', 'sum', relay.inFlight),
    histogram('relay_confirm_duration_seconds', "Time from publishing a message until the broker's answer", [
      [{}, confirms],
    ]),
  ];
}

import { BREAKER_STATES, type Measurements } from '../../measuring/measurements.js';
import { counter, gauge, histogram, type Labels, type MetricFamily } from '../../measuring/metric-family.js';

export function orderMetrics({
  orders: { placed, transitions, repeatedChanges, eventsRemoved },
}: Measurements): MetricFamily[] {
  return [
    counter('orders_created_total', 'Orders that were placed', placed.of('created')),
    counter('idempotent_replays_total', 'Requests that were answered with the result of an earlier one', [
      [{ operation: 'create_order' }, placed.of('replayed')],
      [{ operation: 'change_status' }, repeatedChanges],
    ]),
    counter(
      'order_transitions_total',
      'Changes of status, by the new status and by who made them',
      Object.entries(transitions).flatMap(([by, counts]) =>
        counts.entries().map(([to, count]): [Labels, number] => [{ to, by }, count]),
      ),
    ),
    counter(
      'order_events_removed_total',
      'Events of finished orders that were removed after EVENT_RETENTION',
      eventsRemoved,
    ),
  ];
}

export function productMetrics({ products }: Measurements): MetricFamily[] {
  const { lookUps, sources, breaker, breakerOpened } = products;
  return [
    histogram(
      'product_lookup_duration_seconds',
      'Duration of look-ups of products by outcome; suspended: without a call, because the circuit breaker is open',
      lookUps.entries().map(([outcome, duration]) => [{ outcome }, duration]),
    ),
    counter(
      'product_sources_total',
      'Products by where they came from: a call, a call that another order shared, or the cache',
      sources.entries().map(([source, count]) => [{ source }, count]),
    ),
    gauge(
      'product_breaker_state',
      'Processes by the state of the circuit breaker before the product service',
      'sum',
      BREAKER_STATES.map((state) => [{ state }, Number(state === breaker)]),
    ),
    counter('product_breaker_opened_total', 'How often the circuit breaker has opened', breakerOpened),
  ];
}

import { Gauge, Histogram, type Registry } from 'prom-client';
import type { TimerSource } from '../ports/health-source.js';

const LABELS = ['from', 'to'] as const;

/**
 * Metrics of the timed transitions. Returns a function that reads the gauges, with one cheap query for each. It is called
 * once a scrape.
 */
export function timerMetrics(registry: Registry, source: TimerSource): () => Promise<void> {
  const gauge = (name: string, help: string) => new Gauge({ name, help, labelNames: LABELS, registers: [registry] });
  const due = gauge('timed_transitions_due', 'Orders that a timed transition is due for; at most 10,000 are counted');
  const late = gauge('timed_transitions_late_seconds', 'Time since the first of them became due');
  const lateness = new Histogram({
    name: 'timed_transition_lateness_seconds',
    help: 'How late orders were when this process moved them',
    labelNames: LABELS,
    buckets: [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 3_600],
    registers: [registry],
  });
  source.onMoved(({ from, to }, lateSeconds) => {
    for (const seconds of lateSeconds) lateness.observe({ from, to }, seconds);
  });

  return async () => {
    for (const timer of source.timers) {
      const { from, to } = timer;
      const read = await source.figures(timer);
      due.set({ from, to }, read?.due ?? NaN);
      late.set({ from, to }, read?.lateSeconds ?? NaN);
    }
  };
}

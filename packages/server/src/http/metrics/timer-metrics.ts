import { Distributions } from '../../measuring/distribution.js';
import type { TimedTransition } from '../../domain/timed-transition.js';
import type { TimerSource } from '../../ports/health-source.js';
import type { DueFigures } from '../../ports/due-orders.js';
import { gauge, histogram, type Labels, type MetricFamily } from '../../measuring/metric-family.js';

const LATE_SECONDS = [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 3_600];

/** Metrics of the timed transitions. Returns a function that reads them, with one cheap query for each. */
export function timerMetrics(source: TimerSource): () => Promise<MetricFamily[]> {
  const lateness = new Distributions<TimedTransition>(LATE_SECONDS, source.timers);
  source.onMoved((timer, lateSeconds) => {
    for (const seconds of lateSeconds) lateness.of(timer).observe(seconds);
  });

  return async () => {
    const read: [Labels, DueFigures | undefined][] = [];
    for (const timer of source.timers) read.push([labelsOf(timer), await source.figures(timer)]);
    return [
      gauge(
        'timed_transitions_due',
        'Orders that a timed transition is due for; at most 10,000 are counted',
        'max',
        read.map(([labels, due]) => [labels, due?.due]),
      ),
      gauge(
        'timed_transitions_late_seconds',
        'Time since the first of them became due',
        'max',
        read.map(([labels, due]) => [labels, due?.lateSeconds]),
      ),
      histogram(
        'timed_transition_lateness_seconds',
        'How late orders were when this process moved them',
        lateness.entries().map(([timer, late]) => [labelsOf(timer), late]),
      ),
    ];
  };
}

function labelsOf({ from, to }: TimedTransition): Labels {
  return { from, to };
}

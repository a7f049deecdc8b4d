import type { Aggregator } from 'prom-client';
import type { Distribution, Exemplar } from './distribution.js';

export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
  /** That of the family if absent. A histogram's samples are named after their part of it. */
  readonly metricName?: string;
  readonly exemplar?: Exemplar | undefined;
}

/** All samples of one metric, in the form in which prom-client exports and aggregates its own. */
export interface MetricFamily {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram' | 'summary';
  /** How the values of several processes become one. */
  readonly aggregator: Aggregator;
  readonly values: readonly Sample[];
}

/** Reads the metrics of a process, or of all that share a port. */
export type ReadMetrics = () => Promise<readonly MetricFamily[]>;

/** A value, or values by their labels; undefined for what is not known. */
type Values = number | undefined | readonly (readonly [labels: Labels, value: number | undefined])[];

/** What each process counts for itself. */
export function counter(name: string, help: string, values: Values): MetricFamily {
  return { name, help, type: 'counter', aggregator: 'sum', values: samplesOf(values) };
}

/** @param aggregator `sum` for what each process has for itself, `max` for what all of them read from the database */
export function gauge(name: string, help: string, aggregator: Aggregator, values: Values): MetricFamily {
  return { name, help, type: 'gauge', aggregator, values: samplesOf(values) };
}

/** A value that is unknown has no sample, so that no rule takes it for a number. */
function samplesOf(values: Values): Sample[] {
  const all = typeof values === 'object' ? values : [[{}, values] as const];
  return all.flatMap(([labels, value]) => (value === undefined ? [] : [{ labels, value }]));
}

export function histogram(
  name: string,
  help: string,
  series: readonly (readonly [labels: Labels, distribution: Distribution])[],
): MetricFamily {
  const values = series.flatMap(([labels, distribution]): Sample[] => [
    ...distribution.buckets().map(({ upperBound, cumulativeCount, exemplar }) => ({
      metricName: `${name}_bucket`,
      labels: { ...labels, le: upperBound === Infinity ? '+Inf' : String(upperBound) },
      value: cumulativeCount,
      exemplar,
    })),
    { metricName: `${name}_sum`, labels, value: distribution.sum },
    { metricName: `${name}_count`, labels, value: distribution.count },
  ]);
  return { name, help, type: 'histogram', aggregator: 'sum', values };
}

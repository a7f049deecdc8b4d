import { AggregatorRegistry } from 'prom-client';
import type { Exemplar } from '../../measuring/distribution.js';
import type { MetricFamily, Sample } from '../../measuring/metric-family.js';

/** The metrics of several processes as those of one, by the aggregator of each metric. */
export async function aggregateMetrics(processes: readonly (readonly MetricFamily[])[]): Promise<MetricFamily[]> {
  const registry = AggregatorRegistry.aggregate([...processes]);
  const families: object[] = await registry.getMetricsAsJSON();
  return withExemplars(families as MetricFamily[], processes);
}

/** What only grows: counts that are still right after the process with them has ended. */
export function onlyCumulative(families: readonly MetricFamily[]): MetricFamily[] {
  return families.filter(({ type }) => type === 'counter' || type === 'histogram');
}

/** prom-client leaves exemplars out: each sample gets that of one process. */
function withExemplars(
  aggregated: readonly MetricFamily[],
  processes: readonly (readonly MetricFamily[])[],
): MetricFamily[] {
  const exemplars = new Map<string, Exemplar>();
  for (const { values } of processes.flat()) {
    for (const sample of values) if (sample.exemplar) exemplars.set(keyOf(sample), sample.exemplar);
  }
  if (exemplars.size === 0) return [...aggregated];
  return aggregated.map((family) => ({
    ...family,
    values: family.values.map((sample) => ({ ...sample, exemplar: exemplars.get(keyOf(sample)) })),
  }));
}

function keyOf({ metricName, labels }: Sample): string {
  return `${metricName} ${JSON.stringify(labels)}`;
}

import type { HrTime } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { MetricData, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { Labels, MetricFamily } from '../measuring/metric-family.js';
import type { MetricsPackages } from './telemetry-packages.js';

/** Names of OpenTelemetry's semantic conventions. Metrics for Prometheus have them with underscores for the dots. */
const CONVENTIONS = [
  'db.client.connection.count',
  'db.client.connection.max',
  'db.client.connection.pending_requests',
  'db.client.connection.pool.name',
  'db.client.connection.state',
  'db.client.connection.timeouts',
  'db.client.connection.wait_time',
  'db.client.operation.duration',
  'db.query.summary',
  'db.system.name',
  'error.type',
  'http.request.method',
  'http.response.status_code',
  'http.route',
  'http.server.request.duration',
  'nodejs.eventloop.state',
  'nodejs.eventloop.time',
  'url.scheme',
];
const DOTTED: ReadonlyMap<string, string> = new Map(CONVENTIONS.map((name) => [name.replaceAll('.', '_'), name]));
/** Labels whose values are numbers in the conventions. */
const NUMBERS: ReadonlySet<string> = new Set(['http.response.status_code']);
/** Prometheus has the unit at the end of a name, and OpenTelemetry beside it, in the codes of UCUM. */
const UNITS = { _seconds: 's', _bytes: 'By' } as const;

export interface ToOtlp {
  readonly packages: Pick<MetricsPackages, 'api' | 'metrics'>;
  readonly resource: Resource;
  readonly scope: { readonly name: string; readonly version: string };
  /** When the counts began at 0. */
  readonly startedMs: number;
}

/** Metrics as they are served to Prometheus, in the form of OpenTelemetry, with their values so far (cumulative). */
export function toOtlpMetrics(families: readonly MetricFamily[], to: ToOtlp, nowMs = Date.now()): ResourceMetrics {
  const times = { startTime: hrTime(to.startedMs), endTime: hrTime(nowMs) };
  const metrics = families.flatMap((family) => toMetric(family, to.packages, times));
  return { resource: to.resource, scopeMetrics: [{ scope: to.scope, metrics }] };
}

interface Times {
  readonly startTime: HrTime;
  readonly endTime: HrTime;
}

function toMetric(family: MetricFamily, { api, metrics }: ToOtlp['packages'], times: Times): MetricData[] {
  const { AggregationTemporality, DataPointType } = metrics;
  const base = {
    descriptor: { ...nameAndUnit(family), description: family.help, valueType: api.ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  };
  const values = family.values.filter(({ value }) => Number.isFinite(value)); // JSON has no other numbers
  const points = () => values.map(({ labels, value }) => ({ ...times, attributes: attributesOf(labels), value }));
  if (values.length === 0) return [];
  switch (family.type) {
    case 'counter':
      return [{ ...base, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints: points() }];
    case 'gauge':
      // What adds up over processes is an UpDownCounter in the conventions, such as connections.
      return family.aggregator === 'sum'
        ? [{ ...base, dataPointType: DataPointType.SUM, isMonotonic: false, dataPoints: points() }]
        : [{ ...base, dataPointType: DataPointType.GAUGE, dataPoints: points() }];
    case 'histogram': {
      const dataPoints = histogramsOf(family).map((point) => ({ ...times, ...point }));
      return [{ ...base, dataPointType: DataPointType.HISTOGRAM, dataPoints }];
    }
    case 'summary':
      return []; // there is none, and OpenTelemetry has none
  }
}

/** Prometheus makes the former name of this name, unit and type again, when it receives them by OTLP. */
function nameAndUnit({ name, type }: MetricFamily): { name: string; unit: string } {
  const counted = type === 'counter' ? name.replace(/_total$/, '') : name;
  const [suffix, unit] = Object.entries(UNITS).find(([end]) => counted.endsWith(end)) ?? ['', ''];
  const bare = counted.slice(0, counted.length - suffix.length);
  return { name: DOTTED.get(bare) ?? bare, unit };
}

function attributesOf(labels: Labels): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(labels).map(([label, value]) => {
      const name = DOTTED.get(label) ?? label;
      return [name, NUMBERS.has(name) ? Number(value) : value];
    }),
  );
}

interface HistogramPoint {
  readonly attributes: Record<string, string | number>;
  readonly value: { buckets: { boundaries: number[]; counts: number[] }; sum: number; count: number };
}

/** Prometheus has a sample for each bucket, with the count up to it; OpenTelemetry has each bucket's own count. */
function histogramsOf({ name, values }: MetricFamily): HistogramPoint[] {
  const points = new Map<string, HistogramPoint & { cumulative: number }>();
  for (const { metricName, labels, value } of values) {
    const { le, ...rest } = labels;
    const key = JSON.stringify(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)));
    const point = points.get(key) ?? {
      attributes: attributesOf(rest),
      value: { buckets: { boundaries: [], counts: [] }, sum: 0, count: 0 },
      cumulative: 0,
    };
    points.set(key, point);
    if (metricName === `${name}_sum`) point.value.sum = value;
    else if (metricName === `${name}_count`) point.value.count = value;
    else {
      if (le !== '+Inf') point.value.buckets.boundaries.push(Number(le));
      point.value.buckets.counts.push(value - point.cumulative);
      point.cumulative = value;
    }
  }
  return [...points.values()].map(({ attributes, value }) => ({ attributes, value }));
}

function hrTime(ms: number): HrTime {
  const seconds = Math.floor(ms / 1_000);
  return [seconds, Math.round((ms - seconds * 1_000) * 1e6)];
}

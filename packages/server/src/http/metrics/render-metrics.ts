import { prometheusContentType, Registry } from 'prom-client';
import type { MetricFamily, Sample } from '../../measuring/metric-family.js';

/** The formats in which metrics are written: the Prometheus text format, and OpenMetrics. */
export const TEXT = 'text/plain;version=0.0.4';
export const OPEN_METRICS = 'application/openmetrics-text;version=1.0.0';
export type MetricsFormat = typeof TEXT | typeof OPEN_METRICS;

export const CONTENT_TYPES: Readonly<Record<MetricsFormat, string>> = {
  [TEXT]: prometheusContentType,
  [OPEN_METRICS]: Registry.OPENMETRICS_CONTENT_TYPE,
};

/**
 * Writes metrics as text. prom-client's registries write one format only, and lose exemplars when they aggregate the
 * processes of a cluster.
 */
export function renderMetrics(families: readonly MetricFamily[], format: MetricsFormat): string {
  const isOpen = format === OPEN_METRICS;
  const text = families.map((family) => renderFamily(family, isOpen)).join('');
  return isOpen ? `${text}# EOF\n` : text;
}

function renderFamily({ name, help, type, values }: MetricFamily, isOpen: boolean): string {
  // OpenMetrics names a counter without the suffix that its samples have.
  const familyName = isOpen && type === 'counter' ? name.replace(/_total$/, '') : name;
  const lines = [`# HELP ${familyName} ${escapeText(help)}`, `# TYPE ${familyName} ${type}`];
  for (const sample of values) lines.push(renderSample(name, sample, isOpen));
  return `${lines.join('\n')}\n`;
}

function renderSample(name: string, { metricName = name, labels, value, exemplar }: Sample, isOpen: boolean): string {
  const line = `${metricName}${renderLabels(labels)} ${renderNumber(value)}`;
  if (!exemplar || !isOpen) return line;
  const { traceId, value: example, timestamp } = exemplar;
  return `${line} # ${renderLabels({ trace_id: traceId })} ${renderNumber(example)} ${timestamp.toFixed(3)}`;
}

function renderLabels(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeText(value).replaceAll('"', '\\"')}"`);
  return pairs.length > 0 ? `{${pairs.join(',')}}` : '';
}

function renderNumber(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}

/** Some labels of prom-client's own metrics are numbers. */
function escapeText(text: string | number): string {
  return String(text).replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

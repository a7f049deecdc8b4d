import type { Variables } from './environment-variables.js';
import { nameOf, readOtlp, type OtlpConfig } from './otlp.js';

/** Where and how metrics are exported. */
export interface MetricsExportConfig extends OtlpConfig {
  readonly intervalMs: number;
  /** PEM texts for a collector with TLS. */
  readonly tls: { readonly ca?: string; readonly cert?: string; readonly key?: string };
}

/** Undefined where metrics are not exported. */
export function readMetricsExport(variables: Variables): MetricsExportConfig | undefined {
  const otlp = readOtlp(variables, 'METRICS');
  if (!otlp) return undefined;
  const pem = (name: string): string | undefined => variables.textOfFile(nameOf(variables, 'METRICS', name));
  const [ca, cert, key] = [pem('CERTIFICATE'), pem('CLIENT_CERTIFICATE'), pem('CLIENT_KEY')];
  return {
    ...otlp,
    intervalMs: variables.integer('OTEL_METRIC_EXPORT_INTERVAL', { fallback: 60_000, min: 100, max: 3_600_000 }),
    tls: { ...(ca !== undefined && { ca }), ...(cert !== undefined && { cert }), ...(key !== undefined && { key }) },
  };
}

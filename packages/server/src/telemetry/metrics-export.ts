import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { Logger } from 'pino';
import { startBackgroundTask, type BackgroundTask } from '../concurrency/background-task.js';
import { within } from '../concurrency/within.js';
import type { MetricsExportConfig } from '../config/metrics-export.js';
import type { ReadMetrics } from '../measuring/metric-family.js';
import { toOtlpMetrics } from './otlp-metrics.js';
import { resourceAttributes } from './resource-attributes.js';
import { loadMetricsPackages, type MetricsPackages } from './telemetry-packages.js';

export interface MetricsExportOptions extends MetricsExportConfig {
  readonly serviceVersion: string;
  readonly read: ReadMetrics;
  readonly logger: Pick<Logger, 'warn'>;
}

const SCOPE = 'order-service';
/** A collector that does not answer must not keep a server that stops. */
const MAX_STOP_MS = 1_000;
const COMPONENT = { json: 'otlp_http_json_metric_exporter', protobuf: 'otlp_http_metric_exporter' } as const;

/**
 * Exports the metrics that are served to Prometheus by OTLP, periodically, and once more at the end unless the last export
 * has failed. What was counted is only read for it.
 * @throws TelemetryPackagesError
 */
export async function startMetricsExport(options: MetricsExportOptions): Promise<BackgroundTask> {
  const packages = await loadMetricsPackages();
  const send = createSender(packages, options);
  const to = {
    packages,
    resource: packages.resourceFromAttributes(resourceAttributes(options, options.serviceVersion)),
    scope: { name: SCOPE, version: options.serviceVersion },
    startedMs: performance.timeOrigin,
  };
  let hasFailed = false;

  async function exportNow(): Promise<void> {
    try {
      await send(toOtlpMetrics(await options.read(), to));
      hasFailed = false;
    } catch (error) {
      hasFailed = true;
      throw error;
    }
  }

  const task = startBackgroundTask(exportNow, {
    intervalMs: options.intervalMs,
    isJittered: false,
    logger: options.logger,
    failure: 'metrics: the collector takes none',
  });

  async function stop(): Promise<void> {
    const ended = task.stop();
    if (hasFailed) return; // an attempt may be under way
    const last = exportNow().catch(() => undefined);
    await within(
      MAX_STOP_MS,
      Promise.all([ended, last]).then(() => undefined),
      undefined,
    );
  }

  let stopped: Promise<void> | undefined;
  return { stop: () => (stopped ??= stop()) };
}

/** Sends one request, with the retries of OpenTelemetry's exporters. Rejects when it fails. */
function createSender({ http, transformer }: MetricsPackages, options: MetricsExportOptions) {
  const { createOtlpHttpExportDelegate, httpAgentFactoryFromOptions, getSharedConfigurationFromEnvironment } = http;
  const { JsonMetricsSerializer, ProtobufMetricsSerializer, MetricsExporterMetricsHelper } = transformer;
  const isJson = options.protocol === 'http/json';
  const { compression = 'none' } = getSharedConfigurationFromEnvironment('METRICS');
  const contentType = isJson ? 'application/json' : 'application/x-protobuf';
  const delegate = createOtlpHttpExportDelegate(
    {
      url: options.url,
      headers: () => Promise.resolve({ ...options.headers, 'Content-Type': contentType }),
      timeoutMillis: options.timeoutMs,
      concurrencyLimit: 2, // the periodic one and the last one
      compression,
      agentFactory: httpAgentFactoryFromOptions({ keepAlive: true, ...options.tls }),
    },
    isJson ? JsonMetricsSerializer : ProtobufMetricsSerializer,
    isJson ? COMPONENT.json : COMPONENT.protobuf,
    MetricsExporterMetricsHelper,
    undefined,
  );
  return (metrics: ResourceMetrics): Promise<void> =>
    new Promise((resolve, reject) => {
      delegate.export(metrics, ({ error }) => {
        if (error) reject(error);
        else resolve();
      });
    });
}

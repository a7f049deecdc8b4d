import type * as api from '@opentelemetry/api';
import type * as jsonExporter from '@opentelemetry/exporter-trace-otlp-http';
import type * as protobufExporter from '@opentelemetry/exporter-trace-otlp-proto';
import type * as httpExporter from '@opentelemetry/otlp-exporter-base/node-http';
import type * as transformer from '@opentelemetry/otlp-transformer';
import type * as resources from '@opentelemetry/resources';
import type * as metrics from '@opentelemetry/sdk-metrics';
import type * as trace from '@opentelemetry/sdk-trace';

/** The optional packages of OpenTelemetry, as package.json names them as peers, for the install command. */
export const TELEMETRY_PACKAGES = {
  '@opentelemetry/api': '~1.9.0',
  '@opentelemetry/exporter-trace-otlp-http': '~0.223.1',
  '@opentelemetry/exporter-trace-otlp-proto': '~0.223.1',
  '@opentelemetry/otlp-exporter-base': '~0.223.1',
  '@opentelemetry/otlp-transformer': '~0.223.1',
  '@opentelemetry/resources': '~2.12.1',
  '@opentelemetry/sdk-metrics': '~2.12.1',
  '@opentelemetry/sdk-trace': '~2.12.1',
} as const;

/** Traces or metrics are to be exported, and the packages for it are not installed. */
export class TelemetryPackagesError extends Error {
  override readonly name = 'TelemetryPackagesError';

  constructor(options: ErrorOptions) {
    const packages = Object.entries(TELEMETRY_PACKAGES).map(([name, version]) => `${name}@${version}`);
    super(
      'OTEL_EXPORTER_OTLP_ENDPOINT switches the export of traces and metrics on, and its optional packages are not ' +
        `installed. Run \`npm install ${packages.join(' ')}\`, or set OTEL_SDK_DISABLED=true.`,
      options,
    );
  }
}

/** @throws TelemetryPackagesError */
async function explained<Packages>(load: () => Promise<Packages>): Promise<Packages> {
  try {
    return await load();
  } catch (cause) {
    throw new TelemetryPackagesError({ cause });
  }
}

// The types are written out, so that the declarations of this module name no package that another one brings.
export interface TracingPackages {
  readonly api: typeof api;
  readonly trace: typeof trace;
  readonly resourceFromAttributes: typeof resources.resourceFromAttributes;
  readonly JsonExporter: typeof jsonExporter.OTLPTraceExporter;
  readonly ProtobufExporter: typeof protobufExporter.OTLPTraceExporter;
}

/** Loads what the export of traces needs. @throws TelemetryPackagesError */
export function loadTracingPackages(): Promise<TracingPackages> {
  return explained(async () => {
    const [api, trace, resources, json, protobuf] = await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/exporter-trace-otlp-proto'),
    ]);
    return {
      api,
      trace,
      resourceFromAttributes: resources.resourceFromAttributes,
      JsonExporter: json.OTLPTraceExporter,
      ProtobufExporter: protobuf.OTLPTraceExporter,
    };
  });
}

export interface MetricsPackages {
  readonly api: typeof api;
  readonly metrics: typeof metrics;
  readonly resourceFromAttributes: typeof resources.resourceFromAttributes;
  readonly http: typeof httpExporter;
  readonly transformer: typeof transformer;
}

/** Loads what the export of metrics needs. @throws TelemetryPackagesError */
export function loadMetricsPackages(): Promise<MetricsPackages> {
  return explained(async () => {
    const [api, metrics, resources, http, transformer] = await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-metrics'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/otlp-exporter-base/node-http'),
      import('@opentelemetry/otlp-transformer'),
    ]);
    return { api, metrics, resourceFromAttributes: resources.resourceFromAttributes, http, transformer };
  });
}

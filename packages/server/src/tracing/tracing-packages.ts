/** The optional packages of OpenTelemetry, as package.json names them as peers, for the install command. */
export const TRACING_PACKAGES = {
  '@opentelemetry/api': '~1.9.0',
  '@opentelemetry/exporter-trace-otlp-http': '~0.223.1',
  '@opentelemetry/exporter-trace-otlp-proto': '~0.223.1',
  '@opentelemetry/resources': '~2.12.1',
  '@opentelemetry/sdk-trace': '~2.12.1',
} as const;

/** Tracing is switched on, and its packages are not installed. */
export class TracingPackagesError extends Error {
  override readonly name = 'TracingPackagesError';

  constructor(options: ErrorOptions) {
    const packages = Object.entries(TRACING_PACKAGES).map(([name, version]) => `${name}@${version}`);
    super(
      'OTEL_EXPORTER_OTLP_ENDPOINT switches tracing on, and its optional packages are not installed. ' +
        `Run \`npm install ${packages.join(' ')}\`, or set OTEL_SDK_DISABLED=true.`,
      options,
    );
  }
}

/** Loads what tracing needs. @throws TracingPackagesError */
export async function loadTracingPackages() {
  try {
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
  } catch (cause) {
    throw new TracingPackagesError({ cause });
  }
}

export type TracingPackages = Awaited<ReturnType<typeof loadTracingPackages>>;

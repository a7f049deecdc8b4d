import { AsyncLocalStorage } from 'node:async_hooks';
import type * as Api from '@opentelemetry/api';
import type { Sampler, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Logger } from 'pino';
import { WarnOnce } from '../concurrency/warn-once.js';
import type { TracingConfig } from '../config/tracing.js';
import type { Span, SpanKind, SpanOptions, SpanReference, Tracing } from '../ports/tracing.js';
import { reportingExporter } from './reporting-exporter.js';
import { RecordedSpan, spanContextOf } from './recorded-span.js';
import { resourceAttributes } from './resource-attributes.js';
import { loadTracingPackages, type TracingPackages } from './telemetry-packages.js';

export interface TracingOptions extends TracingConfig {
  readonly serviceVersion: string;
  readonly logger: Pick<Logger, 'warn'>;
}

const SCOPE = 'order-service';
/** A collector that does not answer must not keep a server that stops. */
const MAX_STOP_MS = 1_000;

/**
 * Exports traces by OTLP. Spans are exported in the background: while the collector is down they wait in a bounded queue,
 * and are dropped when it is full.
 * @throws TelemetryPackagesError
 */
export async function startTracing(options: TracingOptions): Promise<Tracing> {
  const packages = await loadTracingPackages();
  const { trace, resourceFromAttributes } = packages;
  const exporter = reportingExporter(createExporter(packages, options), new WarnOnce(options.logger));
  const provider = new trace.TracerProvider({
    sampler: createSampler(packages, options),
    resource: resourceFromAttributes(resourceAttributes(options, options.serviceVersion)),
    spanProcessors: [
      new trace.BatchSpanProcessor({
        exporter,
        scheduledDelayMillis: options.exportDelayMs,
        exportTimeoutMillis: options.timeoutMs,
        maxQueueSize: options.maxQueuedSpans,
      }),
    ],
  });
  return new OtlpTracing(packages.api, provider, options.serviceVersion);
}

function createExporter({ JsonExporter, ProtobufExporter }: TracingPackages, options: TracingOptions) {
  const Exporter = options.protocol === 'http/json' ? JsonExporter : ProtobufExporter;
  const settings = { url: options.url, headers: { ...options.headers }, timeoutMillis: options.timeoutMs };
  return new Exporter(settings);
}

function createSampler({ trace }: TracingPackages, { sampler: name, sampledRatio }: TracingOptions): Sampler {
  const { AlwaysOnSampler, AlwaysOffSampler, TraceIdRatioBasedSampler, ParentBasedSampler } = trace;
  switch (name) {
    case 'always_on':
      return new AlwaysOnSampler();
    case 'always_off':
      return new AlwaysOffSampler();
    case 'traceidratio':
      return new TraceIdRatioBasedSampler(sampledRatio);
    case 'parentbased_always_on':
      return new ParentBasedSampler({ root: new AlwaysOnSampler() });
    case 'parentbased_always_off':
      return new ParentBasedSampler({ root: new AlwaysOffSampler() });
    case 'parentbased_traceidratio':
      return new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(sampledRatio) });
  }
}

class OtlpTracing implements Tracing {
  readonly #api: typeof Api;
  readonly #provider: TracerProvider;
  readonly #tracer: Api.Tracer;
  readonly #kinds: Readonly<Record<SpanKind, Api.SpanKind>>;
  readonly #active = new AsyncLocalStorage<Span | undefined>();

  constructor(api: typeof Api, provider: TracerProvider, version: string) {
    this.#api = api;
    this.#provider = provider;
    this.#tracer = provider.getTracer(SCOPE, version);
    const { INTERNAL, SERVER, CLIENT, PRODUCER } = api.SpanKind;
    this.#kinds = { internal: INTERNAL, server: SERVER, client: CLIENT, producer: PRODUCER };
  }

  start(parent: SpanReference | undefined, name: string, options: SpanOptions = {}): Span {
    const { ROOT_CONTEXT, trace } = this.#api;
    const parentContext = parent === undefined ? undefined : spanContextOf(parent);
    const context = parentContext ? trace.setSpanContext(ROOT_CONTEXT, parentContext) : ROOT_CONTEXT;
    const { kind = 'internal', attributes, links = [], startMs } = options;
    const span = this.#tracer.startSpan(
      name,
      {
        kind: this.#kinds[kind],
        ...(attributes && { attributes }),
        links: links.flatMap((link) => spanContextOf(link) ?? []).map((linked) => ({ context: linked })),
        ...(startMs !== undefined && { startTime: new Date(startMs) }),
      },
      context,
    );
    return new RecordedSpan(span, this.#api.SpanStatusCode.ERROR);
  }

  active(): Span | undefined {
    return this.#active.getStore();
  }

  run<Result>(span: Span | undefined, work: () => Result): Result {
    return this.#active.run(span, work);
  }

  async stop(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>((resolve) => (timer = setTimeout(resolve, MAX_STOP_MS)));
    await Promise.race([this.#provider.shutdown().catch(() => undefined), deadline]);
    clearTimeout(timer);
  }
}

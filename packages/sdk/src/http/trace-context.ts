/** A context of OpenTelemetry: what is active, such as a span. */
export interface TraceScope {
  getValue(key: symbol): unknown;
}

interface TraceSpan {
  setStatus(status: { readonly code: number }): void;
  end(): void;
}

interface SpanSettings {
  readonly kind: number;
  readonly attributes: Readonly<Record<string, string | number | undefined>>;
  readonly links: readonly { readonly context: unknown }[];
}

/** The parts of OpenTelemetry's API that its package registers for the whole process. */
interface OpenTelemetryGlobal {
  readonly context?: { active(): TraceScope };
  readonly propagation?: {
    inject(
      scope: TraceScope,
      carrier: object,
      setter: { set(carrier: object, key: string, value: string): void },
    ): void;
    extract<Carrier>(
      scope: TraceScope,
      carrier: Carrier,
      getter: { keys(carrier: object): string[]; get(carrier: Carrier, key: keyof Carrier): unknown },
    ): TraceScope;
  };
  readonly trace?: {
    getTracer(name: string): {
      startActiveSpan<T>(name: string, settings: SpanSettings, parent: TraceScope, work: (span: TraceSpan) => T): T;
    };
  };
}

const OPEN_TELEMETRY_API = Symbol.for('opentelemetry.js.api.1');

/**
 * OpenTelemetry's API 1.x where a program has set it up. The API registers itself under a well-known symbol, so that
 * libraries can use it without depending on it.
 */
export function openTelemetry(): OpenTelemetryGlobal | undefined {
  return (globalThis as { [OPEN_TELEMETRY_API]?: OpenTelemetryGlobal })[OPEN_TELEMETRY_API];
}

/** The `traceparent` (W3C Trace Context) of the active span, where OpenTelemetry is set up. */
export function activeTraceparent(): string | undefined {
  const { context, propagation } = openTelemetry() ?? {};
  if (!context || !propagation) return undefined;
  const carrier = new Map<string, string>();
  propagation.inject(context.active(), carrier, { set: (_, key, value) => carrier.set(key, value) });
  return carrier.get('traceparent');
}

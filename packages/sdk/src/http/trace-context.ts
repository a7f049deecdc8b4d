/** The parts of OpenTelemetry's API that its package registers for the whole process. */
interface OpenTelemetryGlobal {
  readonly context?: { active(): unknown };
  readonly propagation?: {
    inject(context: unknown, carrier: object, setter: { set(carrier: object, key: string, value: string): void }): void;
  };
}

const OPEN_TELEMETRY_API = Symbol.for('opentelemetry.js.api.1');

/**
 * The `traceparent` (W3C Trace Context) of the active span, where OpenTelemetry's API 1.x is set up. The API registers
 * itself under a well-known symbol, so that libraries can use it without depending on it.
 */
export function activeTraceparent(): string | undefined {
  const api = (globalThis as { [OPEN_TELEMETRY_API]?: OpenTelemetryGlobal })[OPEN_TELEMETRY_API];
  if (!api?.context || !api.propagation) return undefined;
  const carrier = new Map<string, string>();
  api.propagation.inject(api.context.active(), carrier, { set: (_, key, value) => carrier.set(key, value) });
  return carrier.get('traceparent');
}

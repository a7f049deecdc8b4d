/** The parts of OpenTelemetry's API that its package registers for everyone in the process. */
interface OpenTelemetryGlobal {
  readonly context?: { active(): unknown };
  readonly propagation?: {
    inject(context: unknown, carrier: object, setter: { set(carrier: object, key: string, value: string): void }): void;
  };
}

const OPEN_TELEMETRY_API = Symbol.for('opentelemetry.js.api.1');

/**
 * The `traceparent` (W3C Trace Context) of the span that is active here, where OpenTelemetry's API 1.x is set up. It
 * registers itself under a well-known symbol for exactly this: to be found by libraries that do not depend on it.
 */
export function activeTraceparent(): string | undefined {
  const api = (globalThis as { [OPEN_TELEMETRY_API]?: OpenTelemetryGlobal })[OPEN_TELEMETRY_API];
  if (!api?.context || !api.propagation) return undefined;
  const carrier = new Map<string, string>();
  api.propagation.inject(api.context.active(), carrier, { set: (_, key, value) => carrier.set(key, value) });
  return carrier.get('traceparent');
}

import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { WarnOnce } from '../concurrency/warn-once.js';

/** Logs when exports begin to fail; OpenTelemetry's own exporters are silent. */
export function reportingExporter(exporter: SpanExporter, warnOnce: WarnOnce): SpanExporter {
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.error) warnOnce.warn('export', { err: result.error }, 'tracing: the collector takes no spans');
        else warnOnce.clear('export');
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => {
      await exporter.forceFlush?.();
    },
  };
}

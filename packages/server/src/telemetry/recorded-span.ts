import type { Span as ApiSpan, SpanContext, SpanStatusCode } from '@opentelemetry/api';
import type { Span, SpanAttributes, SpanReference } from '../ports/tracing.js';
import { isSampled, traceIds } from '../wire/traceparent.js';

const SAMPLED = 1;

/** A span of OpenTelemetry. */
export class RecordedSpan implements Span {
  readonly #span: ApiSpan;
  readonly #errorStatus: SpanStatusCode;
  #traceparent: string | undefined;

  constructor(span: ApiSpan, errorStatus: SpanStatusCode) {
    this.#span = span;
    this.#errorStatus = errorStatus;
  }

  get context(): SpanContext {
    return this.#span.spanContext();
  }

  get traceparent(): string {
    const { traceId, spanId } = this.context;
    return (this.#traceparent ??= `00-${traceId}-${spanId}-${this.sampled ? '01' : '00'}`);
  }

  get sampled(): boolean {
    return (this.context.traceFlags & SAMPLED) === SAMPLED;
  }

  rename(name: string): void {
    this.#span.updateName(name);
  }

  set(attributes: SpanAttributes): void {
    this.#span.setAttributes(attributes);
  }

  link(span: SpanReference): void {
    const context = spanContextOf(span);
    if (context) this.#span.addLink({ context });
  }

  fail(errorType: string): void {
    if (!this.#span.isRecording()) return;
    this.#span.setAttribute('error.type', errorType);
    this.#span.setStatus({ code: this.#errorStatus });
  }

  end(): void {
    if (this.#span.isRecording()) this.#span.end();
  }
}

/** What OpenTelemetry refers to a span by; undefined for a `traceparent` that is not valid. */
export function spanContextOf(span: SpanReference): SpanContext | undefined {
  if (span instanceof RecordedSpan) return span.context;
  const traceparent = typeof span === 'string' ? span : span.traceparent;
  const ids = traceIds(traceparent);
  if (!ids) return undefined;
  const traceFlags = isSampled(traceparent) ? SAMPLED : 0;
  return { traceId: ids.trace_id, spanId: ids.span_id, traceFlags, isRemote: true };
}

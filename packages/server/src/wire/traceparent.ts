/** W3C Trace Context, version 00. Ids of only zeros are invalid. */
const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;

const SAMPLED = 1;

export interface TraceIds {
  readonly trace_id: string;
  readonly span_id: string;
}

export function isTraceparent(text: string): boolean {
  return TRACEPARENT.test(text);
}

/** Whether the trace is recorded, as the caller decided. */
export function isSampled(traceparent: string): boolean {
  return (parseInt(traceparent.slice(-2), 16) & SAMPLED) === SAMPLED;
}

/** The ids for a line of the log, as OpenTelemetry names them; undefined where there is no valid `traceparent`. */
export function traceIds(traceparent: string | null | undefined): TraceIds | undefined {
  if (typeof traceparent !== 'string') return undefined;
  const [, traceId, spanId] = TRACEPARENT.exec(traceparent) ?? [];
  return traceId === undefined || spanId === undefined ? undefined : { trace_id: traceId, span_id: spanId };
}

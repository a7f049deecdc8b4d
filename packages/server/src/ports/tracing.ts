/** Attributes by the names of OpenTelemetry's semantic conventions; those that are undefined are left out. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

export type SpanKind = 'internal' | 'server' | 'client' | 'producer';

/** A span of this process, or one of another process, as its `traceparent` (W3C Trace Context). */
export type SpanReference = Span | string;

export interface SpanOptions {
  /** `internal` if absent. */
  readonly kind?: SpanKind;
  readonly attributes?: SpanAttributes;
  readonly links?: readonly SpanReference[];
  /** Milliseconds since 1970; now if absent. */
  readonly startMs?: number;
}

/** An operation of a trace. */
export interface Span {
  /** What another process continues the trace with. */
  readonly traceparent: string;
  /** Whether its trace is sampled. If not, nothing of it is exported, and no span needs to be made below it. */
  readonly sampled: boolean;
  rename(name: string): void;
  set(attributes: SpanAttributes): void;
  link(span: SpanReference): void;
  /** Marks the operation as failed, unless it has ended. `errorType` has few values. */
  fail(errorType: string): void;
  /** Idempotent. */
  end(): void;
}

/**
 * Records traces. Parts that are traced get one of these where tracing is switched on, and are not wrapped where it is
 * not, so that it costs nothing then.
 */
export interface Tracing {
  /** Starts a span below `parent`, or a new trace. The sampler decides whether it is sampled. */
  start(parent: SpanReference | undefined, name: string, options?: SpanOptions): Span;
  /** The sampled span in which the caller runs; undefined outside of sampled traces. */
  active(): Span | undefined;
  /** Runs `work` and what it awaits within `span`, or within none. */
  run<Result>(span: Span | undefined, work: () => Result): Result;
  /** Exports what was recorded, for a bounded time. */
  stop(): Promise<void>;
}

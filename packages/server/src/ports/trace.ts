/** Which request made a change. Stored with the change, so that it can be traced back. */
export interface Trace {
  /** The request's `X-Request-Id`. */
  readonly requestId: string;
  /** W3C Trace Context; undefined when the caller sent none, or one that is not well formed. */
  readonly traceparent: string | undefined;
}

import type { Context } from 'koa';
import type { Trace } from '../ports/trace.js';

/** What the middleware knows of a request. */
export interface RequestState extends Pick<Trace, 'requestId'> {
  /** Where tracing is on, that of the request's span; else the caller's. */
  traceparent: string | undefined;
  /** The pattern of the route that serves it; absent while none has been found. */
  route?: string;
  /** Runs what outlives the request, outside of its span; absent where the request is not traced. */
  runOutside?: (work: () => Promise<void>) => Promise<void>;
}

/** The ids with which a change can be traced back to this request. */
export function traceOf(ctx: Context): Trace {
  const { requestId, traceparent } = ctx.state as RequestState;
  return { requestId, traceparent };
}

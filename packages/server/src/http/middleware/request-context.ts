import { randomUUID } from 'node:crypto';
import type { Context, Middleware } from 'koa';
import type { Trace } from '../../ports/trace.js';

/**
 * Request ids that are accepted from callers: long enough for common formats, and safe in logs and headers. A JSON Web
 * Token is not accepted: it begins with `eyJ`, which is `{"` in base64.
 */
const ACCEPTED_REQUEST_ID = /^(?!eyJ)[A-Za-z0-9._:/+=@-]{1,128}$/;

/** W3C Trace Context, version 00. Ids of only zeros are invalid. */
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Gives every request an id and sends it with every answer: the caller's `X-Request-Id` if acceptable, else a new one. */
export function requestContext(): Middleware {
  return async (ctx, next) => {
    const sent = ctx.get('X-Request-Id');
    const requestId = ACCEPTED_REQUEST_ID.test(sent) ? sent : randomUUID();
    ctx.state.requestId = requestId;
    ctx.set('X-Request-Id', requestId);
    await next();
  };
}

/** The ids with which a change can be traced back to this request. A malformed `traceparent` is ignored (W3C Trace Context). */
export function traceOf(ctx: Context): Trace {
  const traceparent = ctx.get('traceparent');
  return {
    requestId: ctx.state.requestId as string,
    traceparent: TRACEPARENT.test(traceparent) ? traceparent : undefined,
  };
}

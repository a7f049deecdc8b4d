import { randomUUID } from 'node:crypto';
import type { Context, Middleware } from 'koa';
import type { Trace } from '../../ports/trace.js';

/** What a caller may name its request: long enough for any id in use, and safe in a log and in a header. */
const SANE_REQUEST_ID = /^[A-Za-z0-9._:/+=@-]{1,128}$/;

/** W3C Trace Context, version 00; all zeroes are not valid. */
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Names every request: the caller's own `X-Request-Id` where it is sane, else a new one. Every answer carries it. */
export function requestContext(): Middleware {
  return async (ctx, next) => {
    const sent = ctx.get('X-Request-Id');
    const requestId = SANE_REQUEST_ID.test(sent) ? sent : randomUUID();
    ctx.state.requestId = requestId;
    ctx.set('X-Request-Id', requestId);
    await next();
  };
}

/** What ties a change to its request. A `traceparent` that is not well formed is passed over, as the standard asks. */
export function traceOf(ctx: Context): Trace {
  const traceparent = ctx.get('traceparent');
  return {
    requestId: ctx.state.requestId as string,
    traceparent: TRACEPARENT.test(traceparent) ? traceparent : undefined,
  };
}

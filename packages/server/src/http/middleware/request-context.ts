import { randomUUID } from 'node:crypto';
import type { Middleware } from 'koa';
import { isTraceparent } from '../../wire/traceparent.js';

/**
 * Request ids that are accepted from callers: long enough for common formats, and safe in logs and headers. A JSON Web
 * Token is not accepted: it begins with `eyJ`, which is `{"` in base64.
 */
const ACCEPTED_REQUEST_ID = /^(?!eyJ)[A-Za-z0-9._:/+=@-]{1,128}$/;

/**
 * Gives every request an id and sends it with every answer: the caller's `X-Request-Id` if acceptable, else a new one.
 * A malformed `traceparent` is ignored (W3C Trace Context).
 */
export function requestContext(): Middleware {
  return (ctx, next) => {
    const sent = ctx.get('X-Request-Id');
    const requestId = ACCEPTED_REQUEST_ID.test(sent) ? sent : randomUUID();
    ctx.state.requestId = requestId;
    const traceparent = ctx.get('traceparent');
    if (traceparent !== '' && isTraceparent(traceparent)) ctx.state.traceparent = traceparent;
    ctx.res.setHeader('X-Request-Id', requestId);
    return next();
  };
}

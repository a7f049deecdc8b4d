import type { Context, Middleware } from 'koa';
import type { Span, Tracing } from '../../ports/tracing.js';
import { knownMethod, OTHER_METHOD } from '../known-method.js';
import { isRoutine } from './access-log.js';
import { loggablePath } from './loggable-path.js';
import type { RequestState } from '../request-state.js';

const MAX_USER_AGENT_LENGTH = 200;
const SERVER_ERROR = 500;

/**
 * Middleware, after `requestContext`, that makes the server's span of each request. From then on the request's
 * `traceparent` is that of the span, so that what the request does and the events that it writes continue the trace.
 * A request of a trace that is not sampled gets an id of a span, and nothing more. The span has no query and no address
 * of the client, and of headers only `User-Agent`. It ends with the answer, or when a live stream is open: a stream has no
 * length of interest, and what it reads for minutes is no part of the request.
 */
export function traceRequests(tracing: Tracing): Middleware {
  return async (ctx, next) => {
    if (isRoutine(ctx.path)) {
      await next();
      return;
    }
    const state = ctx.state as RequestState;
    const span = tracing.start(state.traceparent, spanName(ctx), { kind: 'server' });
    state.traceparent = span.traceparent;
    if (span.sampled) {
      span.set(attributesOf(ctx));
      state.runOutside = (work) => tracing.run(undefined, work);
      const onClose = (): void => finish(ctx, span);
      ctx.res.once('close', onClose);
      await tracing.run(span, next);
      if (ctx.respond === false) {
        ctx.res.off('close', onClose);
        finish(ctx, span);
      }
    } else {
      await next();
    }
  };
}

function attributesOf(ctx: Context) {
  const method = knownMethod(ctx.method);
  return {
    'http.request.method': method,
    'http.request.method_original': method === ctx.method ? undefined : ctx.method,
    'url.scheme': ctx.protocol,
    'url.path': loggablePath(ctx.path),
    'server.address': ctx.hostname || undefined,
    'network.protocol.version': ctx.req.httpVersion,
    'user_agent.original': ctx.get('User-Agent').slice(0, MAX_USER_AGENT_LENGTH) || undefined,
    'order_service.request_id': (ctx.state as RequestState).requestId,
  };
}

function finish(ctx: Context, span: Span): void {
  const route = (ctx.state as RequestState).route?.replaceAll(/:(\w+)/g, '{$1}');
  if (route !== undefined) span.rename(spanName(ctx, route));
  const status = ctx.res.headersSent ? ctx.res.statusCode : undefined; // none when the client has gone
  span.set({ 'http.route': route, 'http.response.status_code': status });
  if (status !== undefined && status >= SERVER_ERROR) span.fail(String(status));
  span.end();
}

function spanName(ctx: Context, route?: string): string {
  const method = knownMethod(ctx.method);
  const shown = method === OTHER_METHOD ? 'HTTP' : method;
  return route === undefined ? shown : `${shown} ${route}`;
}

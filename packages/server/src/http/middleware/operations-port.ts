import type { IncomingMessage, RequestListener } from 'node:http';
import type { Middleware } from 'koa';
import { RouteNotFoundError } from '../problems/request-errors.js';

/** Health and metrics, which need no token, and what looks into one server, which does. */
const OPERATIONS_PATH = /^\/(health(\/live|\/ready)?|metrics|api\/v1\/diagnostics(\/[a-z-]+)?)$/;

/** Health, metrics and diagnostics on a port of their own, and not on the public one. */
export class OperationsPort {
  readonly #requests = new WeakSet<IncomingMessage>();

  /** The listener of the port: marks its requests. */
  listener(handler: RequestListener): RequestListener {
    return (request, response) => {
      this.#requests.add(request);
      handler(request, response);
    };
  }

  /** Answers 404 to operations on the public port, and to everything else on this one. */
  middleware(): Middleware {
    return async (ctx, next) => {
      if (OPERATIONS_PATH.test(ctx.path) !== this.#requests.has(ctx.req)) throw new RouteNotFoundError(ctx.path);
      await next();
    };
  }
}

import type { Middleware } from 'koa';
import { MethodNotAllowedError, RouteNotFoundError } from '../problems/request-errors.js';

/** Throws for requests that no route has answered: an unknown path, or a method that the path does not have. */
export function routeErrors(): Middleware {
  return async (ctx, next) => {
    await next();
    if (ctx.body !== undefined || ctx.respond === false) return;
    if (ctx.status === 404) throw new RouteNotFoundError(ctx.path);
    if (ctx.status === 405 || ctx.status === 501) {
      const allowed = ctx.response.get('Allow'); // empty when the path is unknown, too
      throw allowed ? new MethodNotAllowedError(ctx.method, ctx.path, allowed) : new RouteNotFoundError(ctx.path);
    }
  };
}

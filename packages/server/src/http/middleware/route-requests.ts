import type { IncomingMessage } from 'node:http';
import type { Middleware } from 'koa';
import { MethodNotAllowedError, RouteNotFoundError } from '../problems/request-errors.js';
import type { RequestState } from '../request-state.js';
import type { Route, RouteTable } from '../route-table.js';

/** Whether a route is served to this request. */
export type IsServed = (route: Route, request: IncomingMessage) => boolean;

/**
 * Middleware, the last one, that has every request answered by its route.
 * @throws RouteNotFoundError, MethodNotAllowedError
 */
export function routeRequests(routes: RouteTable, isServed: IsServed = () => true): Middleware {
  return (ctx, next) => {
    const { method, path } = ctx;
    const route = routes.find(path);
    if (!route || !isServed(route, ctx.req)) throw new RouteNotFoundError(path);
    const serve = route.methods.get(method);
    if (serve) {
      (ctx.state as RequestState).route = route.pattern;
      ctx.params = route.parameters;
      return serve(ctx, next) as Promise<void>;
    }
    const allowed = [...route.methods.keys()].join(', ');
    ctx.set('Allow', allowed);
    if (method !== 'OPTIONS') throw new MethodNotAllowedError(method, path, allowed);
    ctx.body = '';
    return next();
  };
}

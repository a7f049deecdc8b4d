import type { Middleware } from 'koa';
import type { AuthenticatedState } from '../auth/authenticate.js';

/**
 * Middleware, after authentication, that lets every user change the status of every order. The history still has who did
 * it. The old service did not even ask for a token; this one always does.
 */
export function everyoneMayChangeOrders(): Middleware<AuthenticatedState> {
  return async (ctx, next) => {
    const { identity } = ctx.state;
    // The only operation with this method. The verdict on a token is shared by its requests: it is copied, not changed.
    if (ctx.method === 'PATCH') ctx.state.identity = { ...identity, caller: { ...identity.caller, operator: true } };
    await next();
  };
}

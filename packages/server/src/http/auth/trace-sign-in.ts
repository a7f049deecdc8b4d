import type { Middleware } from 'koa';
import type { Tracing } from '../../ports/tracing.js';

/** The middleware of sign-in, with a span that ends when the request goes on. */
export function traceSignIn(signIn: Middleware, tracing: Tracing): Middleware {
  return async (ctx, next) => {
    const parent = tracing.active();
    if (!parent) {
      await signIn(ctx, next);
      return;
    }
    const span = tracing.start(parent, 'sign in');
    try {
      await signIn(ctx, async () => {
        span.end();
        await next();
      });
    } catch (error) {
      span.fail(error instanceof Error ? error.name : 'Error'); // without effect when it has ended
      throw error;
    } finally {
      span.end();
    }
  };
}

import type { Middleware } from 'koa';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { AuthenticatedState } from '../auth/authenticate.js';
import { RateLimitedError } from '../problems/request-errors.js';

const WINDOW_SECONDS = 60;

/**
 * Middleware, after authentication, that lets each user make `perMinute` requests a minute on this server; 0 sets no limit.
 * Each replica counts for itself: a shared count would cost every request a round trip.
 * @throws RateLimitedError
 */
export function limitRate(perMinute: number): Middleware<AuthenticatedState> {
  if (perMinute === 0) return (_ctx, next) => next();
  const limiter = new RateLimiterMemory({ points: perMinute, duration: WINDOW_SECONDS });

  return async (ctx, next) => {
    try {
      await limiter.consume(ctx.state.identity.caller.userId);
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      throw new RateLimitedError(perMinute, Math.max(1, Math.ceil(error.msBeforeNext / 1000)));
    }
    await next();
  };
}

import type { Middleware } from 'koa';

/**
 * What an API's answers need of security headers (OWASP REST Security Cheat Sheet): no sniffing, and no cache but the
 * caller's own, which asks again. The page of documentation sets its own policy.
 */
export function safeHeaders(): Middleware {
  return async (ctx, next) => {
    ctx.set('X-Content-Type-Options', 'nosniff');
    ctx.set('Cache-Control', 'private, no-cache');
    await next();
  };
}

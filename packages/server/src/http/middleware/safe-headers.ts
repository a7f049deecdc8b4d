import type { Middleware } from 'koa';

/**
 * The security headers of an API (OWASP REST Security Cheat Sheet): media types are not guessed, and only the caller's own
 * cache may store answers, and must revalidate them. The page of documentation sets its own policy.
 */
export function safeHeaders(): Middleware {
  return (ctx, next) => {
    ctx.res.setHeader('X-Content-Type-Options', 'nosniff');
    ctx.res.setHeader('Cache-Control', 'private, no-cache');
    return next();
  };
}

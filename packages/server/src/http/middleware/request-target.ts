import type { Middleware } from 'koa';

/**
 * Turns every request target into a path before anything reads it: the absolute form as RFC 9112, section 3.2.2, asks,
 * and what is no URL at all into a path that nobody serves, for Koa throws at it.
 */
export function pathAsTarget(): Middleware {
  return async ({ req }, next) => {
    const target = req.url ?? '/';
    if (!target.startsWith('/')) req.url = pathOf(target);
    await next();
  };
}

function pathOf(target: string): string {
  if (!/^https?:/i.test(target) || !URL.canParse(target)) return `/${encodeURIComponent(target)}`;
  const { pathname, search } = new URL(target);
  return pathname + search;
}

import type { Middleware } from 'koa';

/**
 * Turns every request target into a path before it is read. The absolute form is valid (RFC 9112, section 3.2.2) and
 * becomes its path. A target that is not a URL, for which Koa would throw, becomes a path that has no route.
 */
export function pathAsTarget(): Middleware {
  return ({ req }, next) => {
    const target = req.url ?? '/';
    if (!target.startsWith('/')) req.url = pathOf(target);
    return next();
  };
}

function pathOf(target: string): string {
  if (!/^https?:/i.test(target) || !URL.canParse(target)) return `/${encodeURIComponent(target)}`;
  const { pathname, search } = new URL(target);
  return pathname + search;
}

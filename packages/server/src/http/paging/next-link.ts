import type { Context } from 'koa';

/** A `Link` header (RFC 8288) to the page that begins at `cursor`, with every other parameter of this request. */
export function nextLink(ctx: Context, cursor: string): string {
  const query = new URLSearchParams(ctx.querystring);
  query.delete('skip');
  query.set('cursor', cursor);
  return `<${ctx.path}?${query.toString()}>; rel="next"`;
}

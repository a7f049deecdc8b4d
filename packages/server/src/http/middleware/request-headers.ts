import type { IncomingMessage } from 'node:http';
import type { Middleware } from 'koa';
import { MalformedRequestError } from '../problems/request-errors.js';

/** Headers that have one value, and of which Node.js reads the first one that was sent and ignores the others. */
const SINGLE_HEADERS = ['host', 'authorization', 'content-type'];

/**
 * Refuses requests that a proxy may have understood differently than this server would: several `Host`, `Authorization` or
 * `Content-Type` headers, no `Host` (RFC 9112, section 3.2; HTTP/1.0 does not require it), and a transfer coding other than
 * `chunked` alone, or any in HTTP/1.0 (section 6.1). The connection is closed, because the two may not agree on where the
 * next request begins, either.
 */
export function refuseAmbiguousHeaders(): Middleware {
  return async (ctx, next) => {
    const fault = headerFault(ctx.req);
    if (fault !== undefined) {
      ctx.set('Connection', 'close');
      throw new MalformedRequestError(fault);
    }
    await next();
  };
}

function headerFault({ rawHeaders, headers, httpVersion }: IncomingMessage): string | undefined {
  const isHttp10 = httpVersion === '1.0';
  const names = rawHeaders.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase());
  const repeated = SINGLE_HEADERS.find((name) => names.indexOf(name) !== names.lastIndexOf(name));
  if (repeated !== undefined) return `The request must have one ${repeated} header.`;
  if (headers.host === undefined && !isHttp10) return 'The request must have one host header.';

  const coding = headers['transfer-encoding'];
  if (coding === undefined || (coding.toLowerCase() === 'chunked' && !isHttp10)) return undefined;
  return 'The only transfer coding is chunked, of HTTP/1.1.';
}

import type { IncomingMessage } from 'node:http';
import type { Middleware } from 'koa';
import { MalformedRequestError } from '../problems/request-errors.js';

/** Headers that have one value, and of which Node.js reads the first one that was sent and ignores the others. */
const SINGLE_HEADERS: ReadonlySet<string> = new Set(['host', 'authorization', 'content-type']);
const MAX_NAME_LENGTH = Math.max(...[...SINGLE_HEADERS].map((name) => name.length));

/**
 * Refuses requests that a proxy may have understood differently than this server would: several `Host`, `Authorization` or
 * `Content-Type` headers, no `Host` (RFC 9112, section 3.2; HTTP/1.0 does not require it), and a transfer coding other than
 * `chunked` alone, or any in HTTP/1.0 (section 6.1). The connection is closed, because the two may not agree on where the
 * next request begins, either.
 */
export function refuseAmbiguousHeaders(): Middleware {
  return (ctx, next) => {
    const fault = headerFault(ctx.req);
    if (fault !== undefined) {
      ctx.set('Connection', 'close');
      throw new MalformedRequestError(fault);
    }
    return next();
  };
}

function headerFault({ rawHeaders, headers, httpVersion }: IncomingMessage): string | undefined {
  const isHttp10 = httpVersion === '1.0';
  const repeated = repeatedHeader(rawHeaders);
  if (repeated !== undefined) return `The request must have one ${repeated} header.`;
  if (headers.host === undefined && !isHttp10) return 'The request must have one host header.';

  const coding = headers['transfer-encoding'];
  if (coding === undefined || (coding.toLowerCase() === 'chunked' && !isHttp10)) return undefined;
  return 'The only transfer coding is chunked, of HTTP/1.1.';
}

/** @param rawHeaders names and values in turn */
function repeatedHeader(rawHeaders: readonly string[]): string | undefined {
  const seen: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const sent = rawHeaders[at] ?? '';
    if (sent.length > MAX_NAME_LENGTH) continue;
    const name = sent.toLowerCase();
    if (!SINGLE_HEADERS.has(name)) continue;
    if (seen.includes(name)) return name;
    seen.push(name);
  }
  return undefined;
}

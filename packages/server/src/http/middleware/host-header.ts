import type { Middleware } from 'koa';
import { MalformedRequestError } from '../problems/request-errors.js';

/**
 * Refuses a request without exactly one `Host` header (RFC 9112, section 3.2): with several, a proxy may have used
 * another one than this server would. HTTP/1.0 does not require the header.
 */
export function requireHost(): Middleware {
  return async ({ req }, next) => {
    const hosts = req.rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host').length;
    if (hosts > 1 || (hosts === 0 && req.httpVersion !== '1.0')) {
      throw new MalformedRequestError('The request must have one Host header.');
    }
    await next();
  };
}

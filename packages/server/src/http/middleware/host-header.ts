import type { Middleware } from 'koa';
import { MalformedRequestError } from '../problems/request-errors.js';

/**
 * Refuses a request without exactly one `Host` (RFC 9112, section 3.2): proxies on the way may have taken another one
 * for it. HTTP/1.0 knows none.
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

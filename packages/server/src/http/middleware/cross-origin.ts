import cors from '@koa/cors';
import type { Middleware } from 'koa';
import { ANY_ORIGIN } from '../../config/allowed-origins.js';
import { OPERATIONS } from '../contract/operations.js';

/** What the contract answers in headers: browsers hide headers that are not listed. Compared with the contract by a test. */
const EXPOSED_HEADERS = [
  'ETag',
  'As-Of',
  'Idempotent-Replayed',
  'Link',
  'Location',
  'Retry-After',
  'WWW-Authenticate',
  'X-Request-Id',
];

/** How long browsers may remember the answer to a preflight; Chromium caps it at two hours. */
const MAX_PREFLIGHT_AGE_SECONDS = 7_200;

/**
 * Middleware that lets pages of `allowedOrigins` call the service from a browser (WHATWG Fetch, section 3.2), and answers
 * their preflights. Browsers are told to send no credentials of their own: a token is in `Authorization`, which a page sets
 * itself. Requested headers are all allowed: the service ignores those that it does not know, such as those of tracing.
 */
export function crossOrigin(allowedOrigins: ReadonlySet<string>): Middleware {
  const methods = new Set(OPERATIONS.map(({ method }) => method.toUpperCase()));
  return cors({
    origin: (ctx) => originFor(ctx.get('Origin'), allowedOrigins),
    allowMethods: ['HEAD', ...methods],
    exposeHeaders: EXPOSED_HEADERS,
    maxAge: MAX_PREFLIGHT_AGE_SECONDS,
    keepHeadersOnError: false, // errors are rendered by middleware that this one surrounds
  });
}

/** The value of `Access-Control-Allow-Origin`; empty for a request that is not allowed, or not from a page. */
function originFor(origin: string, allowedOrigins: ReadonlySet<string>): string {
  if (origin === '') return '';
  if (allowedOrigins.has(ANY_ORIGIN)) return ANY_ORIGIN;
  return allowedOrigins.has(origin) ? origin : '';
}

import type { Middleware } from 'koa';
import { ReadOnlyError } from '../problems/request-errors.js';

/** Their changes are of the process, and not of what is stored. */
const DIAGNOSTICS = '/api/v1/diagnostics/';
const READING_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Middleware of a server that only reads: it refuses every request that may change something. @throws ReadOnlyError */
export function refuseWrites(): Middleware {
  return async (ctx, next) => {
    if (!READING_METHODS.has(ctx.method) && !ctx.path.startsWith(DIAGNOSTICS)) throw new ReadOnlyError();
    await next();
  };
}

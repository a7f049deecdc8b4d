import type { Context, Middleware } from 'koa';
import { seedProblem, type AnyProblem } from './seed-problems.js';

/** The old service's second health check. It looked at nothing. */
const HEALTH_PATH = '/api/v1/orders/health';

/** The old service's only list, and the parameters of which it took the last one that was given. */
const LIST_PATH = /^\/api\/v1\/orders\/?$/;
const LAST_COUNTS = ['limit', 'skip'];

const PROBLEM_TYPE = 'application/problem+json';
/** What no client of the old service accepts: it had no streams. */
const TYPES_OF_NEW_CLIENTS = [PROBLEM_TYPE, 'text/event-stream'];

/**
 * Middleware that answers as the old service did. A client that asks for problem documents by `Accept`, as this service's
 * own clients do, gets them as they are.
 */
export function seedAnswers(): Middleware {
  return async (ctx, next) => {
    if (ctx.path === HEALTH_PATH && ['GET', 'HEAD'].includes(ctx.method)) {
      ctx.body = { status: 'healthy' };
      return;
    }
    if (LIST_PATH.test(ctx.path)) takeLast(ctx);
    await next();
    const body: unknown = ctx.body;
    if (ctx.response.is(PROBLEM_TYPE) === PROBLEM_TYPE && typeof body === 'string' && !isNewClient(ctx)) {
      const { status, document } = seedProblem(JSON.parse(body) as AnyProblem);
      ctx.status = status;
      ctx.body = JSON.stringify(document);
      ctx.type = 'application/json';
    }
  };
}

function isNewClient(ctx: Context): boolean {
  return TYPES_OF_NEW_CLIENTS.some((type) => ctx.get('Accept').includes(type));
}

function takeLast(ctx: Context): void {
  const repeated = LAST_COUNTS.filter((name) => Array.isArray(ctx.query[name]));
  if (repeated.length === 0) return;
  const last = repeated.map((name) => [name, [ctx.query[name]].flat().at(-1)] as const);
  ctx.query = { ...ctx.query, ...Object.fromEntries(last) };
}

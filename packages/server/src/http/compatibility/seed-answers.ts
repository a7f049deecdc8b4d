import type { Context, Middleware } from 'koa';
import { seedProblem, type AnyProblem } from './seed-problems.js';

/** The old service's second health check. It looked at nothing. */
const HEALTH_PATH = '/api/v1/orders/health';

/** Parameters of which the old service took the last one that was given. */
const LAST_COUNTS = ['limit', 'skip'];

const PROBLEM_TYPE = 'application/problem+json';

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
    takeLast(ctx);
    await next();
    const body: unknown = ctx.body;
    if (ctx.response.is(PROBLEM_TYPE) === PROBLEM_TYPE && typeof body === 'string' && !asksForProblems(ctx)) {
      const { status, document } = seedProblem(JSON.parse(body) as AnyProblem);
      ctx.status = status;
      ctx.body = JSON.stringify(document);
      ctx.type = 'application/json';
    }
  };
}

function asksForProblems(ctx: Context): boolean {
  return ctx.get('Accept').includes(PROBLEM_TYPE);
}

function takeLast(ctx: Context): void {
  const repeated = LAST_COUNTS.filter((name) => Array.isArray(ctx.query[name]));
  if (repeated.length === 0) return;
  const last = repeated.map((name) => [name, [ctx.query[name]].flat().at(-1)] as const);
  ctx.query = { ...ctx.query, ...Object.fromEntries(last) };
}

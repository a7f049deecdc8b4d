import type { Middleware } from 'koa';
import type { Logger } from 'pino';
import { traceIds } from '../../wire/traceparent.js';
import type { AuthenticatedState } from '../auth/authenticate.js';
import type { RefusalState } from '../problems/render-problems.js';
import { loggablePath } from './loggable-path.js';
import type { RequestState } from '../request-state.js';

const INTERNAL_ERROR = 500;

/** Requests of programs that repeat them all day, and of the page of documentation. */
const ROUTINE_PATH = /^\/(health|metrics|docs|openapi\.(json|yaml)|favicon\.ico)(\/|$)/;

/** Whether requests for this path say nothing of what users do. */
export function isRoutine(path: string): boolean {
  return ROUTINE_PATH.test(path);
}

/**
 * Logs one line a request; of routine requests only at level `debug`. Neither the query nor any header is logged, so that no
 * secret gets into a log.
 */
export function accessLog(logger: Logger): Middleware {
  return async (ctx, next) => {
    const startedAt = performance.now();
    try {
      await next();
    } finally {
      const level = isRoutine(ctx.path) && ctx.status !== INTERNAL_ERROR ? 'debug' : 'info';
      const { requestId, traceparent } = ctx.state as RequestState;
      logger[level](
        {
          requestId,
          ...traceIds(traceparent),
          method: ctx.method,
          path: loggablePath(ctx.path),
          status: ctx.status,
          durationMs: Math.round((performance.now() - startedAt) * 10) / 10,
          userId: (ctx.state as Partial<AuthenticatedState>).identity?.caller.userId,
          ...(ctx.state as RefusalState).refusal,
          clientGone: ctx.req.socket.destroyed ? true : undefined,
        },
        'request',
      );
    }
  };
}

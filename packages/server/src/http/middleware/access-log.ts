import type { Middleware } from 'koa';
import type { Logger } from 'pino';
import type { AuthenticatedState } from '../auth/authenticate.js';
import { loggablePath } from './loggable-path.js';

/** Logs one line a request. Neither the query nor any header is logged, so that no secret gets into a log. */
export function accessLog(logger: Logger): Middleware {
  return async (ctx, next) => {
    const startedAt = performance.now();
    try {
      await next();
    } finally {
      logger.info(
        {
          requestId: ctx.state.requestId as string,
          method: ctx.method,
          path: loggablePath(ctx.path),
          status: ctx.status,
          durationMs: Math.round((performance.now() - startedAt) * 10) / 10,
          userId: (ctx.state as Partial<AuthenticatedState>).identity?.caller.userId,
          clientGone: ctx.req.socket.destroyed ? true : undefined,
        },
        'request',
      );
    }
  };
}

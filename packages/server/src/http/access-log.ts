import type { Middleware } from 'koa';
import type { Logger } from 'pino';

/** One line a request. The path is written without its query, and no header is, so that no secret gets into a log. */
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
          path: ctx.path,
          status: ctx.status,
          durationMs: Math.round((performance.now() - startedAt) * 10) / 10,
          userId: (ctx.state.caller as { userId: number } | undefined)?.userId,
          clientGone: ctx.req.socket.destroyed ? true : undefined,
        },
        'request',
      );
    }
  };
}

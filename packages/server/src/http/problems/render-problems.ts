import type { Context, Middleware } from 'koa';
import type { Logger } from 'pino';
import { DomainError } from '../../domain/errors.js';
import { traceIds } from '../../wire/traceparent.js';
import { ClientGoneError } from '../client-gone.js';
import type { RequestState } from '../request-state.js';
import { presentProblem } from './problem-document.js';
import { isProblemCode } from './problem-table.js';
import { InternalError } from './request-errors.js';

/** The status that proxies log for a request whose client has closed the connection. It is never sent. */
const CLIENT_CLOSED_REQUEST = 499;

const UNAUTHORIZED = 401;

/** Why a token was refused, for the line of its request. */
export interface RefusalState {
  refusal?: { readonly code: string; readonly reason: string };
}

/** The code of the problem document that a request is answered with. */
export interface ProblemState {
  problemCode?: string;
}

/** Middleware that renders every failure of what comes after it as a problem document. */
export function renderProblems(logger: Logger): Middleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      if (error instanceof ClientGoneError) {
        ctx.status = CLIENT_CLOSED_REQUEST;
        return;
      }
      const known =
        error instanceof DomainError && isProblemCode(error.code) ? error : new InternalError({ cause: error });
      render(ctx, known);
      logFailure(ctx, known, logger);
    }
  };
}

function render(ctx: Context, error: DomainError): void {
  const { status, headers, body } = presentProblem(error, ctx.state.requestId as string);
  (ctx.state as ProblemState).problemCode = error.code;
  ctx.status = status;
  ctx.set(headers);
  ctx.body = body;
}

/**
 * Logs the causes of errors, ours as errors. A client that has gone is in the access log, and so is a refused token: anyone
 * may send one, so it is one short line without a stack.
 */
function logFailure(ctx: Context, error: DomainError, logger: Logger): void {
  if (ctx.req.socket.destroyed) return;
  const { requestId, traceparent } = ctx.state as RequestState;
  const ids = { requestId, ...traceIds(traceparent) };
  if (ctx.status === UNAUTHORIZED) (ctx.state as RefusalState).refusal = { code: error.code, reason: error.message };
  else if (error instanceof InternalError) logger.error({ ...ids, err: error.cause }, 'request failed');
  else if (error.cause) logger.warn({ ...ids, code: error.code, err: error.cause }, 'request refused');
}

import type { Middleware, Context } from 'koa';
import type { Logger } from 'pino';
import type { components } from '@order-service/sdk';
import { DomainError } from '../domain/errors.js';
import { ClientGoneError } from './client-gone.js';

export type ProblemCode = components['schemas']['ProblemCode'];

/** Every code of the contract with its HTTP status and title: the compiler sees to it that none is missing. */
export const PROBLEMS: Readonly<Record<ProblemCode, readonly [status: number, title: string]>> = {
  malformed_json: [400, 'Malformed JSON'],
  malformed_request: [400, 'Malformed request'],
  authentication_required: [401, 'Authentication required'],
  token_invalid: [401, 'Invalid token'],
  token_expired: [401, 'Expired token'],
  operator_required: [403, 'Operator required'],
  transition_not_permitted: [403, 'Transition not permitted'],
  order_not_found: [404, 'Order not found'],
  product_not_found: [404, 'Product not found'],
  event_not_found: [404, 'Event not found'],
  route_not_found: [404, 'Not found'],
  method_not_allowed: [405, 'Method not allowed'],
  invalid_transition: [409, 'Invalid transition'],
  product_inactive: [409, 'Product inactive'],
  insufficient_stock: [409, 'Insufficient stock'],
  idempotency_key_in_use: [409, 'Idempotency key in use'],
  event_not_dead_lettered: [409, 'Event not deadLettered'],
  version_mismatch: [412, 'Version mismatch'],
  body_too_large: [413, 'Body too large'],
  unsupported_media_type: [415, 'Unsupported media type'],
  validation_failed: [422, 'Validation failed'],
  idempotency_key_reused: [422, 'Idempotency key reused'],
  order_total_too_large: [422, 'Order total too large'],
  rate_limited: [429, 'Too many requests'],
  internal_error: [500, 'Internal error'],
  product_service_invalid_response: [502, 'Invalid response of the product service'],
  product_service_unavailable: [503, 'Product service unavailable'],
  database_unavailable: [503, 'Database unavailable'],
  service_overloaded: [503, 'Service overloaded'],
  outcome_unknown: [503, 'Outcome unknown'],
  identity_provider_unavailable: [503, 'Identity provider unavailable'],
  product_service_timeout: [504, 'Product service timed out'],
};

/** What proxies write into their logs for an answer that nobody waits for: neither our fault nor a refusal. */
const CLIENT_CLOSED_REQUEST = 499;

class InternalError extends DomainError {
  readonly code = 'internal_error';

  constructor(options: ErrorOptions) {
    super('Something went wrong here, and it is not your fault. Quote the request_id when you report it.', options);
  }
}

/** A problem document (RFC 9457) for `refusal`. */
export function problemOf(refusal: DomainError, requestId: string): Record<string, unknown> & { status: number } {
  const code = refusal.code as ProblemCode;
  const [status, title] = PROBLEMS[code];
  return {
    type: `/problems/${code}`,
    title,
    status,
    detail: refusal.message,
    code,
    request_id: requestId,
    ...refusal.members,
  };
}

/** Renders every failure of what comes after it as a problem document. A fault of ours is logged with its cause. */
export function problems(logger: Logger): Middleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      if (error instanceof ClientGoneError) {
        ctx.status = CLIENT_CLOSED_REQUEST;
        return;
      }
      const refusal = error instanceof DomainError ? error : new InternalError({ cause: error });
      render(ctx, refusal);
      logFailure(ctx, refusal, logger);
    }
  };
}

function render(ctx: Context, refusal: DomainError): void {
  const problem = problemOf(refusal, ctx.state.requestId as string);
  ctx.status = problem.status;
  const { retry_after: retryAfter } = problem as { retry_after?: number };
  if (retryAfter !== undefined) ctx.set('Retry-After', String(retryAfter));
  if ('wwwAuthenticate' in refusal) ctx.set('WWW-Authenticate', refusal.wwwAuthenticate as string);
  if ('current_version' in problem) ctx.set('ETag', `"${String(problem.current_version)}"`);
  ctx.type = 'application/problem+json';
  ctx.body = JSON.stringify(problem);
}

function logFailure(ctx: Context, refusal: DomainError, logger: Logger): void {
  const clientGone = ctx.req.socket.destroyed;
  if (clientGone) return; // nobody heard the answer; the access log says so
  if (refusal instanceof InternalError)
    logger.error({ requestId: ctx.state.requestId as string, err: refusal.cause }, 'request failed');
  else if (refusal.cause)
    logger.warn(
      { requestId: ctx.state.requestId as string, code: refusal.code, err: refusal.cause },
      'request refused',
    );
}

import type { Middleware } from 'koa';
import { OperatorRequiredError } from '../domain/errors.js';
import { callerOf } from './orders.js';

/** Lets operators pass. `what` begins the sentence that others are refused with. @throws OperatorRequiredError */
export function requireOperator(what: string): Middleware {
  return async (ctx, next) => {
    if (!callerOf(ctx).operator) throw new OperatorRequiredError(what);
    await next();
  };
}

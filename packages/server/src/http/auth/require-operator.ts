import type { Middleware } from 'koa';
import { OperatorRequiredError } from '../../domain/errors.js';
import { callerOf } from './authenticate.js';

/** Middleware that lets only operators pass. `action` completes "Only operators may …". @throws OperatorRequiredError */
export function requireOperator(action: string): Middleware {
  return async (ctx, next) => {
    if (!callerOf(ctx).operator) throw new OperatorRequiredError(action);
    await next();
  };
}

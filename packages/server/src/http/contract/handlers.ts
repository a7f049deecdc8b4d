import Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import { requireOperator } from '../auth/require-operator.js';
import { sendAnswer, type Answer, type AnyAnswer } from './answer.js';
import { OPERATIONS, type Operation, type OperationId } from './operations.js';
import { requestReader, type ValidRequest } from './request.js';

/** Answers a valid request of one operation. @throws DomainError for what is answered with a problem document. */
export type Handler<Id extends OperationId> = (
  request: ValidRequest<Id>,
  ctx: Context,
) => Answer<Id> | Promise<Answer<Id>>;

/** A handler for every operation of the contract, and for nothing else. */
export type Handlers = { readonly [Id in OperationId]: Handler<Id> };

/**
 * Routes every operation of the contract, by its method and path, to its handler: sign-in and the operator's role where
 * the contract asks for them, then reading and validating the request, then the handler.
 * @throws Error when an operation has no handler, or a handler no operation.
 */
export function operationRoutes(handlers: Handlers, signIn: Middleware): Router {
  const router = new Router();
  const known = new Set<string>(OPERATIONS.map(({ operationId }) => operationId));
  const unknown = Object.keys(handlers).filter((operationId) => !known.has(operationId));
  if (unknown.length > 0) throw new Error(`The contract has no operation ${unknown.join(', ')}`);

  for (const operation of OPERATIONS) {
    const handler: AnyHandler = handlers[operation.operationId];
    if (typeof handler !== 'function') throw new Error(`No handler for the operation ${operation.operationId}`);
    router.register(
      operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      [operation.method],
      [
        ...(operation.authenticated ? [signIn] : []),
        ...(operation.operatorsOnly ? [requireOperator(operation.operationId)] : []),
        handle(operation, handler),
      ],
    );
  }
  return router;
}

/** A handler whose operation is not known to the compiler: the table of handlers has it under that operation's id. */
type AnyHandler = (request: never, ctx: Context) => AnyAnswer | Promise<AnyAnswer>;

function handle(operation: Operation, handler: AnyHandler): Middleware {
  const read = requestReader(operation);
  return async (ctx) => {
    const request = await read(ctx);
    sendAnswer(ctx, await handler(request as never, ctx));
  };
}

import type { Context, Middleware } from 'koa';
import compose from 'koa-compose';
import { requireOperator } from './auth/require-operator.js';
import { sendAnswer, type AnyAnswer } from './contract/answer.js';
import type { Handlers } from './contract/handlers.js';
import { OPERATIONS, type Operation } from './contract/operations.js';
import { requestReader, type RequestReader } from './contract/request.js';
import type { RouteTable } from './route-table.js';

/**
 * Adds a route for every operation of the contract, by its method and path, to its handler: sign-in and the operator's
 * role where the contract asks for them, then reading and validating the request, then the handler.
 * @throws Error when an operation has no handler, or a handler no operation.
 */
export function addOperationRoutes(
  routes: RouteTable,
  handlers: Handlers,
  signIn: Middleware,
  readerOf: (operation: Operation) => RequestReader = requestReader,
): void {
  const known = new Set<string>(OPERATIONS.map(({ operationId }) => operationId));
  const unknown = Object.keys(handlers).filter((operationId) => !known.has(operationId));
  if (unknown.length > 0) throw new Error(`The contract has no operation ${unknown.join(', ')}`);

  for (const operation of OPERATIONS) {
    const handler: AnyHandler = handlers[operation.operationId];
    if (typeof handler !== 'function') throw new Error(`No handler for the operation ${operation.operationId}`);
    const serve = compose([
      ...(operation.authenticated ? [signIn] : []),
      ...(operation.operatorsOnly ? [requireOperator(operation.operationId)] : []),
      handle(readerOf(operation), handler),
    ]);
    routes.add(operation.method, operation.path.replaceAll(/\{(\w+)\}/g, ':$1'), serve);
  }
}

/** A handler whose operation is not known to the compiler: the table of handlers has it under that operation's id. */
type AnyHandler = (request: never, ctx: Context) => AnyAnswer | Promise<AnyAnswer>;

function handle(read: RequestReader, handler: AnyHandler): Middleware {
  return async (ctx) => {
    const request = await read(ctx);
    await sendAnswer(ctx, await handler(request as never, ctx));
  };
}

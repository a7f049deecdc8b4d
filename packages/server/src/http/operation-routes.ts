import type { Context, Middleware } from 'koa';
import compose from 'koa-compose';
import { ServiceOverloadedError } from '../ports/dependency-errors.js';
import { requireOperator } from './auth/require-operator.js';
import { sendAnswer, type AnyAnswer } from './contract/answer.js';
import type { Handlers } from './contract/handlers.js';
import { OPERATIONS, type Operation } from './contract/operations.js';
import { requestReader, type RequestReader } from './contract/request.js';
import { RefusalPace } from './refusal-pace.js';
import type { RouteTable } from './route-table.js';

/**
 * Requests of one operation that are served at the same time: a second of orders, where an order takes half a millisecond of
 * this process. More are refused at once, so that those that are served do not wait for longer. Each operation has its own,
 * so that orders which wait for the product service hold up nothing else.
 */
export const MAX_IN_PROGRESS = 2_000;
/** A refusal takes a quarter of the time of an order: so many of them leave nine tenths of it to what is served. */
const MAX_REFUSALS_PER_SECOND = 1_000;

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

  const refusals = new RefusalPace(MAX_REFUSALS_PER_SECOND);
  for (const operation of OPERATIONS) {
    const handler: AnyHandler = handlers[operation.operationId];
    if (typeof handler !== 'function') throw new Error(`No handler for the operation ${operation.operationId}`);
    const serve = compose([
      ...(operation.authenticated ? [signIn] : []),
      ...(operation.operatorsOnly ? [requireOperator(operation.operationId)] : []),
      handle(readerOf(operation), handler, refusals),
    ]);
    routes.add(operation.method, operation.path.replaceAll(/\{(\w+)\}/g, ':$1'), serve);
  }
}

/** A handler whose operation is not known to the compiler: the table of handlers has it under that operation's id. */
type AnyHandler = (request: never, ctx: Context) => AnyAnswer | Promise<AnyAnswer>;

/** @throws ServiceOverloadedError from the middleware when `MAX_IN_PROGRESS` requests are being served */
function handle(read: RequestReader, handler: AnyHandler, refusals: RefusalPace): Middleware {
  let inProgress = 0;
  const overloaded = new ServiceOverloadedError(); // one for all: each would take the time for a stack trace
  return async (ctx) => {
    if (inProgress >= MAX_IN_PROGRESS) {
      await refusals.turn();
      throw overloaded;
    }
    inProgress += 1;
    try {
      const request = await read(ctx);
      await sendAnswer(ctx, await handler(request as never, ctx));
    } finally {
      inProgress -= 1;
    }
  };
}

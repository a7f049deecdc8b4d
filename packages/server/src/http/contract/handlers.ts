import type { Context } from 'koa';
import type { Answer } from './answer.js';
import type { OperationId } from './operations.js';
import type { ValidRequest } from './request.js';

/** Answers a valid request of one operation. @throws DomainError for what is answered with a problem document. */
export type Handler<Id extends OperationId> = (
  request: ValidRequest<Id>,
  ctx: Context,
) => Answer<Id> | Promise<Answer<Id>>;

/** A handler for every operation of the contract, and for nothing else. */
export type Handlers = { readonly [Id in OperationId]: Handler<Id> };

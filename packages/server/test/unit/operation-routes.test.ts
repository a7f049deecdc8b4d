import { expect } from 'chai';
import type { Handlers } from '../../src/http/contract/handlers.js';
import { OPERATIONS } from '../../src/http/contract/operations.js';
import { operationRoutes } from '../../src/http/operation-routes.js';
import { contractOperations } from '../support/conformance.js';

const signIn = (_ctx: unknown, next: () => Promise<unknown>) => next();

/** A handler for every operation, which is never called. */
const HANDLERS = Object.fromEntries(
  OPERATIONS.map(({ operationId }) => [operationId, () => Promise.reject(new Error('not called'))]),
) as unknown as Handlers;

describe('The handlers of the contract', () => {
  it('are routed by its methods and paths', () => {
    const { stack } = operationRoutes(HANDLERS, signIn);
    const routed = stack.map(({ methods, path }) => [methods.at(-1), path]);
    expect(routed).to.deep.equal(
      contractOperations.map(({ method, path }) => [method, path.replaceAll(/\{(\w+)\}/g, ':$1')]),
    );
  });

  it('are one for each operation: a missing one stops the start', () => {
    const others = Object.entries(HANDLERS).filter(([operationId]) => operationId !== 'getOrder');
    const withoutGetOrder = Object.fromEntries(others) as unknown as Omit<Handlers, 'getOrder'>;
    // @ts-expect-error: `getOrder` is missing
    expect(() => operationRoutes(withoutGetOrder, signIn)).to.throw(Error, 'No handler for the operation getOrder');
  });

  it('are none for anything else: an unknown one stops the start', () => {
    const handlers = { ...HANDLERS, getOrders: HANDLERS.getOrder };
    expect(() => operationRoutes(handlers, signIn)).to.throw(Error, 'The contract has no operation getOrders');
  });

  it('are typed by their operation', () => {
    const typed = [
      { getLiveness: () => ({ status: 200, body: { status: 'alive' } }) } satisfies Partial<Handlers>,
      // @ts-expect-error: not a body of this operation
      { getLiveness: () => ({ status: 200, body: { status: 'dead' } }) } satisfies Partial<Handlers>,
      // @ts-expect-error: not a status of this operation
      { getLiveness: () => ({ status: 201, body: { status: 'alive' } }) } satisfies Partial<Handlers>,
      // @ts-expect-error: the entity tag is missing
      { getOrder: () => ({ status: 304 }) } satisfies Partial<Handlers>,
      // @ts-expect-error: not an operation
      { getLife: () => ({ status: 200, body: { status: 'alive' } }) } satisfies Partial<Handlers>,
      // @ts-expect-error: not a parameter of this operation
      { getOrder: ({ query }) => ({ status: 304, headers: { ETag: `${query.limit}` } }) } satisfies Partial<Handlers>,
    ];
    expect(typed).to.have.lengthOf(6); // the compiler is what tests this
  });
});

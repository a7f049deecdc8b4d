import { expect } from 'chai';
import type { Handlers } from '../../src/http/contract/handlers.js';
import { OPERATIONS } from '../../src/http/contract/operations.js';
import { addOperationRoutes, MAX_IN_PROGRESS } from '../../src/http/operation-routes.js';
import { ServiceOverloadedError } from '../../src/ports/dependency-errors.js';
import { RouteTable } from '../../src/http/route-table.js';
import { contractOperations } from '../support/conformance.js';

const signIn = (_ctx: unknown, next: () => Promise<unknown>) => next();

/** A handler for every operation, which is never called. */
const HANDLERS = Object.fromEntries(
  OPERATIONS.map(({ operationId }) => [operationId, () => Promise.reject(new Error('not called'))]),
) as unknown as Handlers;

function routesOf(handlers: Handlers): RouteTable {
  const routes = new RouteTable();
  addOperationRoutes(routes, handlers, signIn);
  return routes;
}

describe('The handlers of the contract', () => {
  it('are routed by its methods and paths', () => {
    const routed = routesOf(HANDLERS)
      .routes()
      .flatMap(({ pattern, methods }) => [...methods.keys()].map((method) => `${method} ${pattern}`))
      .filter((route) => !route.startsWith('HEAD '));
    expect(routed).to.have.members(
      contractOperations.map(({ method, path }) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
    );
  });

  it('are one for each operation: a missing one stops the start', () => {
    const others = Object.entries(HANDLERS).filter(([operationId]) => operationId !== 'getOrder');
    const withoutGetOrder = Object.fromEntries(others) as unknown as Omit<Handlers, 'getOrder'>;
    // @ts-expect-error: `getOrder` is missing
    expect(() => routesOf(withoutGetOrder)).to.throw(Error, 'No handler for the operation getOrder');
  });

  it('are none for anything else: an unknown one stops the start', () => {
    const handlers = { ...HANDLERS, getOrders: HANDLERS.getOrder };
    expect(() => routesOf(handlers)).to.throw(Error, 'The contract has no operation getOrders');
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

describe('The requests of an operation', () => {
  /** Its handler answers when told to. */
  function heldRoutes() {
    const held: (() => void)[] = [];
    const answer = () => new Promise((resolve) => held.push(() => resolve({ status: 200 })));
    const handlers = { ...HANDLERS, getLiveness: answer, getReadiness: answer } as unknown as Handlers;
    const routes = new RouteTable();
    addOperationRoutes(routes, handlers, signIn, () => () => Promise.resolve({} as never));
    const ask = (path: string): Promise<unknown> => {
      const serve = routes.find(path)?.methods.get('GET');
      return Promise.resolve(serve?.({ res: {} } as never, () => Promise.resolve())).catch((error: unknown) => error);
    };
    return { ask, held };
  }

  it('are refused beyond a number, until others are answered; those of another operation are not', async () => {
    const { ask, held } = heldRoutes();
    const asked = Array.from({ length: MAX_IN_PROGRESS }, () => ask('/health/live'));
    expect(await ask('/health/live')).to.be.instanceOf(ServiceOverloadedError);
    const other = ask('/health/ready');
    await Promise.resolve();
    expect(held).to.have.lengthOf(MAX_IN_PROGRESS + 1);

    held.shift()!();
    await asked[0];
    const next = ask('/health/live');
    await Promise.resolve();
    expect(held).to.have.lengthOf(MAX_IN_PROGRESS + 1);
    for (const end of held) end();
    expect(await Promise.all([...asked, other, next]))
      .to.have.lengthOf(MAX_IN_PROGRESS + 2)
      .and.satisfy(isWithoutErrors);
  });

  const isWithoutErrors = (answers: unknown[]) => answers.every((answer) => answer === undefined);
});

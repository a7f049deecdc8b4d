import { expect } from 'chai';
import type { Context } from 'koa';
import { OperatorRequiredError } from '../../src/domain/errors.js';
import { identityOf } from '../../src/http/auth/authenticate.js';
import { requireOperator } from '../../src/http/auth/require-operator.js';
import { rejectionOf } from '../support/rejection.js';

function contextOf(operator?: boolean): Context {
  const caller = { userId: 1, email: '', operator };
  const state = operator === undefined ? {} : { identity: { caller, roles: [], scopes: [], expiresAtMs: 0 } };
  return { method: 'GET', path: '/outbox', state } as unknown as Context;
}

describe('requireOperator', () => {
  let passed: number;
  const next = () => Promise.resolve(void (passed += 1));
  const pass = (ctx: Context): Promise<unknown> =>
    Promise.resolve(requireOperator('read the outbox')(ctx as never, next));

  beforeEach(() => {
    passed = 0;
  });

  it('lets an operator pass', async () => {
    await pass(contextOf(true));
    expect(passed).to.equal(1);
  });

  it('lets nobody else pass, and says who may', async () => {
    const error = await rejectionOf(pass(contextOf(false)));
    expect(error).to.be.instanceOf(OperatorRequiredError);
    expect(error.message).to.equal("Only operators may read the outbox. Use an operator's token.");
    expect(passed).to.equal(0);
  });

  it('fails where the route does not authenticate', async () => {
    const message = 'GET /outbox is served without a token';
    expect((await rejectionOf(pass(contextOf()))).message).to.equal(message);
    expect(() => identityOf(contextOf())).to.throw(message);
    expect(passed).to.equal(0);
  });
});

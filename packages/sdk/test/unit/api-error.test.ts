import { expect } from 'chai';
import { ApiError, isProblem, OrderServiceError, PROBLEM_CODES, type Problem } from '../../src/index.js';
import { isProblemDocument } from '../../src/api-error.js';
import { aProblem } from '../support/stub-service.js';

const stock = aProblem(409, 'insufficient_stock', { product_id: 7, requested: 5, available: 3 }) as Problem;

function thrown(problem: Problem): unknown {
  return new ApiError(problem, problem.status, { attempts: 1 });
}

describe('ApiError', () => {
  it('is narrowed by its code to the members that this code adds', () => {
    const error = thrown(stock);
    if (!(error instanceof ApiError) || error.code !== 'insufficient_stock') throw new Error('It is about stock.');
    expect(error.available + error.requested).to.equal(8);
    expect(error.problem.available).to.equal(3);
  });

  it('is narrowed by isProblem, to one code or several', () => {
    const error = thrown(stock);
    if (!isProblem(error, 'product_inactive', 'insufficient_stock')) throw new Error('It is one of them.');
    expect(error.product_id).to.equal(7);
    expect(isProblem(error, 'order_not_found')).to.equal(false);
    expect(isProblem(new Error('other'), 'insufficient_stock')).to.equal(false);
  });

  it('says what happened in the words of the service', () => {
    const error = thrown(stock);
    expect(error).to.be.instanceOf(OrderServiceError).and.instanceOf(Error);
    expect(String(error)).to.equal('ApiError: What insufficient_stock means.');
    expect(error).to.include({ status: 409, name: 'ApiError' });
  });

  it('lets no document replace what an error is made of', () => {
    const hostile = aProblem(409, 'insufficient_stock', { message: 'x', stack: 'x', name: 'x', attempts: 'x' });
    expect(thrown(hostile as Problem)).to.include({ name: 'ApiError', attempts: 1 });
    expect((thrown(hostile as Problem) as Error).stack).to.contain('api-error');
  });
});

describe('isProblemDocument', () => {
  it('takes a document of every code', () => {
    for (const code of PROBLEM_CODES) expect(isProblemDocument(aProblem(400, code))).to.equal(true);
  });

  for (const body of [null, undefined, 'text', 1, [], {}, { detail: 'Not Found' }, { ...stock, code: 7 }]) {
    it(`does not take ${body === undefined ? 'nothing' : JSON.stringify(body)}`, () => {
      expect(isProblemDocument(body)).to.equal(false);
    });
  }
});

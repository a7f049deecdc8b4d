import { expect } from 'chai';
import { createBreaker, type Breaker, type BreakerLogger } from '../../src/products/breaker.js';
import {
  ProductServiceInvalidResponseError,
  ProductServiceTimeoutError,
  ProductServiceUnavailableError,
} from '../../src/ports/dependency-errors.js';
import { eventually } from '../../../../test/services/eventually.js';
import { rejectionOf } from '../support/rejection.js';

const timeout = () => new ProductServiceTimeoutError(5_000);
const serverError = () => new ProductServiceUnavailableError(2, { cause: new Error('500') });
const refused = () =>
  new ProductServiceUnavailableError(2, { cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }) });
const invalid = () => new ProductServiceInvalidResponseError(1, 'is not JSON');
const aborted = () => new DOMException('gone', 'AbortError');

async function fail(
  breaker: Breaker,
  times: number,
  error: () => Error,
  productId: (index: number) => number | number[],
) {
  for (let index = 0; index < times; index += 1) {
    await rejectionOf(breaker.run([productId(index)].flat(), () => Promise.reject(error())));
  }
}

/** Whether the breaker lets a call through. */
async function isClosed(breaker: Breaker): Promise<boolean> {
  return breaker.run([1], () => Promise.resolve(true)).catch(() => false);
}

describe('breaker', () => {
  const one = () => 7;
  const each = (index: number) => index;
  const options = { failures: 3, openMs: 30_000 };

  const cases: [
    what: string,
    error: () => Error,
    productId: (index: number) => number | number[],
    times: number,
    opens: boolean,
  ][] = [
    ['time-outs of several products', timeout, each, 3, true],
    ['5xx for several products', serverError, each, 3, true],
    ['no connection, for whichever product', refused, one, 3, true],
    ['fewer failures', refused, each, 2, false],
    ['time-outs of one product', timeout, one, 30, false],
    ['5xx for one product', serverError, one, 30, false],
    ['5xx for the same batch of products', serverError, () => [7, 8], 3, true],
    ['answers that are no products', invalid, each, 30, false],
    ['callers that are gone', aborted, each, 30, false],
  ];
  for (const [what, error, productId, times, opens] of cases) {
    it(`${opens ? 'opens' : 'stays closed'} after ${times} in a row: ${what}`, async () => {
      const breaker = createBreaker(options);
      await fail(breaker, times, error, productId);
      expect(await isClosed(breaker)).to.equal(!opens);
    });
  }

  it('starts counting again after a success', async () => {
    const breaker = createBreaker(options);
    await fail(breaker, 2, refused, each);
    expect(await isClosed(breaker)).to.equal(true);
    await fail(breaker, 2, refused, each);
    expect(await isClosed(breaker)).to.equal(true);
  });

  it('returns or throws the result of the call', async () => {
    const breaker = createBreaker(options);
    expect(await breaker.run([1], () => Promise.resolve('answer'))).to.equal('answer');
    const error = timeout();
    expect(await rejectionOf(breaker.run([1], () => Promise.reject(error)))).to.equal(error);
  });

  it('rejects at once while open, with the remaining time', async () => {
    const breaker = createBreaker(options);
    await fail(breaker, 3, refused, each);
    let called = false;
    const error = await rejectionOf(breaker.run([1], () => Promise.resolve((called = true))));
    expect(error).to.be.instanceOf(ProductServiceUnavailableError);
    expect(error).to.have.property('retryAfterSeconds').that.is.within(1, 30);
    expect(called).to.equal(false);
  });

  it('lets one call through after the pause: it opens again on failure, closes on success, and logs each change', async () => {
    const log: string[] = [];
    const record = ((_fields: unknown, message?: string) =>
      log.push(message ?? String(_fields))) as BreakerLogger['info'];
    const breaker = createBreaker({ failures: 3, openMs: 200 }, { info: record, warn: record });
    await fail(breaker, 3, refused, each);

    let tried = 0;
    await eventually('a call is let through', async () => {
      await rejectionOf(breaker.run([1], () => ((tried += 1), Promise.reject(refused()))));
      return tried === 1;
    });
    expect(await isClosed(breaker)).to.equal(false);

    await eventually('calls are resumed', () => isClosed(breaker));
    expect(log).to.deep.equal([
      'product service: the circuit breaker is open, calls are suspended',
      'product service: the circuit breaker is half open, one call is let through',
      'product service: the circuit breaker is open, calls are suspended',
      'product service: the circuit breaker is half open, one call is let through',
      'product service: the circuit breaker is closed, calls are resumed',
    ]);
  });

  it('lets other calls wait for the trial call, and rejects them with its error', async () => {
    const breaker = createBreaker({ failures: 3, openMs: 200 });
    await fail(breaker, 3, refused, each);
    let giveUp: ((error: Error) => void) | undefined;
    let trying: Promise<Error> | undefined;
    await eventually('a call is let through', () => {
      trying = rejectionOf(breaker.run([1], () => new Promise((_resolve, reject) => (giveUp = reject))));
      return giveUp !== undefined;
    });
    let calls = 0;
    const waiting = [2, 3].map((productId) =>
      rejectionOf(breaker.run([productId], () => Promise.resolve((calls += 1)))),
    );
    giveUp?.(refused());
    await trying;
    for (const error of await Promise.all(waiting)) expect(error).to.be.instanceOf(ProductServiceUnavailableError);
    expect(calls).to.equal(0);
  });
});

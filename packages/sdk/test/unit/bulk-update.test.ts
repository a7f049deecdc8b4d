import { expect } from 'chai';
import {
  AbortedError,
  ConfigurationError,
  type BulkUpdateResult,
  type Order,
  type OrderReference,
} from '../../src/index.js';
import { bulkUpdate } from '../../src/transitions/bulk-update.js';
import { sampleOrder } from '../../../../test/services/sample-order.js';
import { rejection, stubClient } from '../support/stub-service.js';

/** Updates that end when the test says so, and record when they begin. */
class HeldUpdates {
  readonly started: number[] = [];
  readonly #ends = new Map<number, (error?: Error) => void>();
  #announce: () => void = () => undefined;
  most = 0;

  readonly update = (order: OrderReference): Promise<Order> => {
    const id = typeof order === 'number' ? order : order.id;
    this.started.push(id);
    this.#announce();
    return new Promise((resolve, reject) => {
      this.#ends.set(id, (error) => (error ? reject(error) : resolve(sampleOrder({ id, status: 'shipped' }))));
      this.most = Math.max(this.most, this.#ends.size);
    });
  };

  async haveStarted(...ids: number[]): Promise<void> {
    while (!ids.every((id) => this.started.includes(id))) {
      await new Promise<void>((resolve) => (this.#announce = resolve));
    }
  }

  end(id: number, error?: Error): void {
    this.#ends.get(id)?.(error);
    this.#ends.delete(id);
  }
}

describe('bulkUpdate', () => {
  const two = { concurrency: 2, signal: undefined };

  it('yields each result as it ends, with at most `concurrency` updates in flight', async () => {
    const held = new HeldUpdates();
    const results = bulkUpdate([1, 2, 3], held.update, two);
    const first = results.next();
    await held.haveStarted(1, 2);

    held.end(2);
    expect((await first).value).to.deep.include({ orderId: 2, ok: true });
    const second = results.next();
    held.end(1, new Error('no'));
    const failed = (await second).value as BulkUpdateResult;
    expect(failed).to.deep.include({ orderId: 1, ok: false });
    expect(!failed.ok && (failed.error as Error).message).to.equal('no');

    const third = results.next();
    await held.haveStarted(3);
    held.end(3);
    expect((await third).value).to.have.nested.property('order.status', 'shipped');
    expect(await results.next()).to.deep.equal({ done: true, value: undefined });
    expect(held.most).to.equal(2);
  });

  it('takes orders from a source only when a slot is free, and closes it when the reader stops', async () => {
    let taken = 0;
    let closed = false;
    async function* source(): AsyncGenerator<number> {
      try {
        for (let id = 1; ; id += 1) {
          taken += 1;
          yield await Promise.resolve(id);
        }
      } finally {
        closed = true;
      }
    }
    const update = (id: unknown) => Promise.resolve(sampleOrder({ id: Number(id) }));
    for await (const { orderId } of bulkUpdate(source(), update, two)) {
      if (orderId === 3) break;
    }
    expect(taken).to.be.at.most(5);
    expect(closed).to.equal(true);
  });

  it('yields the results of what was in flight before it throws that it was aborted', async () => {
    const held = new HeldUpdates();
    const controller = new AbortController();
    const results = bulkUpdate([1, 2, 3], held.update, { concurrency: 2, signal: controller.signal });
    const first = results.next();
    await held.haveStarted(1, 2);
    controller.abort('enough');
    held.end(1);
    held.end(2);
    expect((await first).value).to.include({ orderId: 1 });
    expect((await results.next()).value).to.include({ orderId: 2 });
    expect(await rejection(results.next()))
      .to.be.instanceOf(AbortedError)
      .and.include({ cause: 'enough' });
    expect(held.started).to.deep.equal([1, 2]);
  });

  it('fails as its source does, after the updates in flight', async () => {
    function* source(): Generator<number> {
      yield 1;
      throw new Error('the list ends here');
    }
    const held = new HeldUpdates();
    const results = bulkUpdate(source(), held.update, two);
    const first = results.next();
    await held.haveStarted(1);
    held.end(1);
    expect((await first).value).to.include({ orderId: 1, ok: true });
    expect(await rejection(results.next())).to.have.property('message', 'the list ends here');
  });

  it('ends at once without orders', async () => {
    expect(await bulkUpdate([], new HeldUpdates().update, two).next()).to.deep.equal({ done: true, value: undefined });
  });

  for (const concurrency of [0, 1.5, 1_001, Number.NaN]) {
    it(`rejects a concurrency of ${concurrency}`, () => {
      expect(() => stubClient().orders.updateStatusMany([1], 'shipped', { concurrency })).to.throw(ConfigurationError);
    });
  }
});

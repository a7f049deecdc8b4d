import { expect } from 'chai';
import { UnacknowledgedRequests } from '../../src/usecases/unacknowledged-requests.js';
import { rejectionOf } from '../support/rejection.js';

describe('UnacknowledgedRequests', () => {
  let now = 0;
  const attempts = (most?: number) =>
    new UnacknowledgedRequests<string>({ keepMs: 100, now: () => now, ...(most !== undefined && { most }) });

  beforeEach(() => (now = 0));

  it('hand an attempt over to the same request, once', async () => {
    const left = attempts();
    left.leave('a', Promise.resolve('order 1'));
    expect(left.take('b')).to.equal(undefined);
    expect(await left.take('a')).to.equal('order 1');
    expect(left.take('a')).to.equal(undefined);
  });

  it('hand it over while it is still under way', async () => {
    const left = attempts();
    let finish: (outcome: string) => void = () => undefined;
    left.leave('a', new Promise((resolve) => (finish = resolve)));
    const taken = left.take('a');
    finish('order 1');
    expect(await taken).to.equal('order 1');
  });

  it('keep the latest of a request that was abandoned again', async () => {
    const left = attempts();
    left.leave('a', Promise.resolve('order 1'));
    left.leave('a', Promise.resolve('order 2'));
    expect(await left.take('a')).to.equal('order 2');
  });

  it('forget it after its time', async () => {
    const left = attempts();
    left.leave('a', Promise.resolve('order 1'));
    now = 99;
    left.leave('b', Promise.resolve('order 2'));
    now = 100;
    expect(left.take('a')).to.equal(undefined);
    expect(await left.take('b')).to.equal('order 2');
  });

  it('forget the oldest when there are too many', async () => {
    const left = attempts(2);
    for (const name of ['a', 'b', 'c']) left.leave(name, Promise.resolve(name));
    expect(left.take('a')).to.equal(undefined);
    expect(await left.take('b')).to.equal('b');
    expect(await left.take('c')).to.equal('c');
  });

  it('tell a failure to who takes it over, and to nobody else', async () => {
    const left = attempts();
    left.leave('never taken', Promise.reject(new Error('nobody hears')));
    left.leave('a', Promise.reject(new Error('failed')));
    expect((await rejectionOf(left.take('a')!)).message).to.equal('failed');
  });
});

import { expect } from 'chai';
import { recent } from '../../src/concurrency/recent.js';
import { rejectionOf } from '../support/rejection.js';

describe('A recent value', () => {
  let reads: number;
  let nowMs: number;
  let fails: boolean;
  let value: () => Promise<number>;

  beforeEach(() => {
    [reads, nowMs, fails] = [0, 0, false];
    const read = async (): Promise<number> => {
      reads += 1;
      if (fails) throw new Error('cannot be read');
      return await Promise.resolve(reads);
    };
    value = recent(read, 1_000, () => nowMs);
  });

  it('is read once for concurrent callers, and for those of the next second', async () => {
    expect(await Promise.all([value(), value(), value()])).to.deep.equal([1, 1, 1]);
    nowMs = 999;
    expect(await value()).to.equal(1);
    nowMs = 1_000;
    expect(await value()).to.equal(2);
  });

  it('is not read again while a read is under way, however long that takes', async () => {
    const first = value();
    nowMs = 60_000;
    expect(await Promise.all([first, value()])).to.deep.equal([1, 1]);
  });

  it('is read again after a failure', async () => {
    fails = true;
    await rejectionOf(value());
    fails = false;
    expect(await value()).to.equal(2);
  });
});

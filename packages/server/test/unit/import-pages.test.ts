import { expect } from 'chai';
import { createConcurrentWrites } from '../../src/importing/concurrent-writes.js';
import { readAhead } from '../../src/importing/read-ahead.js';
import { rejectionOf } from '../support/rejection.js';

/** A write that ends when the test says so. */
function openWrite() {
  let resolve: () => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<void>((...settle) => ([resolve, reject] = settle));
  const write = { started: false, end: resolve, fail: reject, run: () => ((write.started = true), promise) };
  return write;
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the pages of an import', () => {
  it('are written a few at a time, and all are waited for', async () => {
    const writes = createConcurrentWrites(2);
    const [one, two, three] = [openWrite(), openWrite(), openWrite()];
    await writes.start(one.run);
    await writes.start(two.run);
    const starting = writes.start(three.run);
    await settled();
    expect([one.started, two.started, three.started]).to.deep.equal([true, true, false]);
    two.end();
    await starting;
    expect(three.started).to.equal(true);
    let ended = false;
    const ending = writes.end().then(() => (ended = true));
    one.end();
    await settled();
    expect(ended).to.equal(false);
    three.end();
    await ending;
  });

  it('are not written any more after one that failed, and those under way are waited for', async () => {
    const writes = createConcurrentWrites(2);
    const [failing, underWay, late] = [openWrite(), openWrite(), openWrite()];
    await writes.start(failing.run);
    await writes.start(underWay.run);
    failing.fail(new Error('the disk is full'));
    const refused = rejectionOf(writes.start(late.run));
    underWay.end();
    expect(await refused).to.match(/the disk is full/);
    expect(late.started).to.equal(false);
    expect(await rejectionOf(writes.end())).to.match(/the disk is full/);
  });

  it('are read one ahead, and the reader is closed at the end, at a failure, and when it is left', async () => {
    let read = 0;
    let closed = 0;
    async function* pages(failAt: number) {
      try {
        for (; read < 4; read += 1) {
          if (read === failAt) throw new Error('connection lost');
          yield await Promise.resolve(read);
        }
      } finally {
        closed += 1;
      }
    }
    const seen: number[] = [];
    for await (const page of readAhead(pages(Infinity))) {
      seen.push(page);
      await settled();
      expect(read).to.equal(Math.min(page + 1, 4));
    }
    expect([seen, closed]).to.deep.equal([[0, 1, 2, 3], 1]);

    read = 0;
    const readAll = async (): Promise<void> => {
      for await (const page of readAhead(pages(2))) seen.push(page);
    };
    expect(await rejectionOf(readAll())).to.match(/connection lost/);
    expect([seen.slice(4), closed]).to.deep.equal([[0, 1], 2]);

    read = 0;
    for await (const page of readAhead(pages(Infinity))) if (page === 1) break;
    expect(closed).to.equal(3);
  });
});

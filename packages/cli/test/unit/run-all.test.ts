import { expect } from 'chai';
import { runAll, type Outcome } from '../../src/features/bulk/run-all.js';

const NEVER = new AbortController().signal;

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('runAll', () => {
  it('tells of each task, of those that fail too', async () => {
    const work = (task: number): Promise<number> =>
      task === 2 ? Promise.reject(new Error('two')) : Promise.resolve(task * 10);
    const outcomes = await collect(runAll([1, 2, 3], work, { concurrency: 2, signal: NEVER }));
    expect(outcomes.map(({ task, ok }) => [task, ok]).sort()).to.deep.equal([
      [1, true],
      [2, false],
      [3, true],
    ]);
  });

  it('has no more under way than it may', async () => {
    let underWay = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      most = Math.max(most, (underWay += 1));
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
    };
    await collect(runAll(Array.from({ length: 50 }), work, { concurrency: 4, signal: NEVER }));
    expect(most).to.equal(4);
  });

  it('begins nothing more once it is aborted, and awaits what is under way', async () => {
    const abortion = new AbortController();
    const finished: number[] = [];
    const work = async (task: number): Promise<void> => {
      await new Promise((resolve) => setImmediate(resolve));
      finished.push(task);
    };
    const outcomes: Outcome<number, void>[] = [];
    for await (const outcome of runAll(
      Array.from({ length: 100 }, (_, i) => i),
      work,
      { concurrency: 3, signal: abortion.signal },
    )) {
      outcomes.push(outcome);
      abortion.abort();
    }
    expect(outcomes).to.have.length.within(3, 6);
    expect(finished).to.have.length(outcomes.length);
  });

  it('stops when nobody reads on', async () => {
    let begun = 0;
    const work = (): Promise<number> => Promise.resolve((begun += 1));
    for await (const outcome of runAll(Array.from({ length: 100 }), work, { concurrency: 2, signal: NEVER })) {
      expect(outcome.ok).to.be.true;
      break;
    }
    expect(begun).to.be.at.most(4);
  });
});

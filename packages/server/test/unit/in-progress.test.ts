import { expect } from 'chai';
import fc from 'fast-check';
import { InProgress } from '../../src/concurrency/in-progress.js';

describe('What is in progress', () => {
  it('is listed from the oldest to the newest until it is removed', () => {
    const started = fc.array(fc.record({ removing: fc.boolean(), at: fc.nat() }));
    fc.assert(
      fc.property(started, (steps) => {
        const list = new InProgress<number>();
        const expected: ReturnType<typeof list.add>[] = [];
        for (const [value, { removing, at }] of steps.entries()) {
          if (!removing) expected.push(list.add(value));
          const [removed] = removing ? expected.splice(at % (expected.length || 1), 1) : [];
          if (removed) expect(list.remove(removed)).to.equal(true);
          expect([...list]).to.deep.equal(expected.map((entry) => entry.value));
          expect(list.oldest).to.equal(expected[0]);
        }
      }),
    );
  });

  it('is removed once', () => {
    const list = new InProgress<string>();
    const [first, second] = [list.add('first'), list.add('second')];
    expect([list.remove(first), list.remove(first)]).to.deep.equal([true, false]);
    expect([...list]).to.deep.equal(['second']);
    list.remove(second);
    expect(list.oldest).to.equal(undefined);
  });

  it('is taken from the oldest to the newest', () => {
    const list = new InProgress<string>();
    for (const value of ['first', 'second']) list.add(value);
    expect([list.takeOldest(), list.takeOldest(), list.takeOldest()]).to.deep.equal(['first', 'second', undefined]);
    expect([...list]).to.deep.equal([]);
  });

  it('refers to no other once it is removed, so that nothing keeps what ended from being collected', () => {
    const list = new InProgress<string>();
    const [first] = [list.add('first'), list.add('second')];
    list.remove(first);
    expect(Object.values(first)).to.not.satisfy((values: unknown[]) => values.some((value) => value instanceof Object));
  });
});

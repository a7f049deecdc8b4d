import { expect } from 'chai';
import type { Context } from 'koa';
import { anonymousTurns } from '../../src/http/middleware/anonymous-turns.js';

describe('Anonymous requests', () => {
  /** Sends requests at once; returns a function that returns those that were answered so far. */
  function send(...callers: readonly ('anonymous' | 'signed in')[]): () => string[] {
    const middleware = anonymousTurns();
    const answered: string[] = [];
    callers.forEach((caller, at) => {
      const state = caller === 'anonymous' ? {} : { identity: {} };
      const ctx = { state } as Context;
      void Promise.resolve(middleware(ctx as never, () => Promise.resolve())).then(() =>
        answered.push(`${at} ${caller}`),
      );
    });
    return () => answered;
  }

  const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

  it('are answered one in each turn of the event loop, in their order', async () => {
    const answered = send('anonymous', 'anonymous', 'anonymous');
    for (let turn = 0; turn < 4; turn += 1) {
      await nextTurn();
      expect(answered().length, `after turn ${turn}`).to.be.at.most(turn + 1);
    }
    expect(answered()).to.deep.equal(['0 anonymous', '1 anonymous', '2 anonymous']);
  });

  it('do not delay those of users', async () => {
    const answered = send('anonymous', 'anonymous', 'signed in', 'signed in');
    await Promise.resolve().then(() => Promise.resolve()); // no turn of the event loop
    await new Promise((resolve) => process.nextTick(resolve));
    expect(answered()).to.deep.equal(['2 signed in', '3 signed in']);
    for (let turn = 0; turn < 3; turn += 1) await nextTurn();
    expect(answered()).to.have.lengthOf(4);
  });
});

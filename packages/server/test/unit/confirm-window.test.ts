import { expect } from 'chai';
import { ConfirmWindow } from '../../src/outbox/confirm-window.js';
import { eventually } from '../../../../test/services/eventually.js';

const NEVER_MS = 60_000;
const neverCalled = (): void => expect.fail('nothing should time out');

describe('ConfirmWindow', () => {
  it('resolves each message with its own confirm, in any order', async () => {
    const window = new ConfirmWindow(NEVER_MS, neverCalled);
    const results = ['a', 'b', 'c'].map((id) => window.add(id));
    window.confirm('c', true);
    window.confirm('a', false);
    window.confirm('b', true);
    expect((await Promise.all(results)).map(({ outcome }) => outcome)).to.deep.equal([
      'nacked',
      'confirmed',
      'confirmed',
    ]);
    expect(window.size).to.equal(0);
    window.resolveAll({ outcome: 'unknown', reason: 'over' });
  });

  it('resolves a returned message as returned, although it is confirmed', async () => {
    const window = new ConfirmWindow(NEVER_MS, neverCalled);
    const result = window.add('a');
    window.markReturned('a', '312 NO_ROUTE');
    window.confirm('a', true);
    expect(await result).to.deep.equal({ outcome: 'returned', reason: '312 NO_ROUTE' });
    window.resolveAll({ outcome: 'unknown', reason: 'over' });
  });

  it('ignores confirms and returns of unknown messages', async () => {
    const window = new ConfirmWindow(NEVER_MS, neverCalled);
    const result = window.add('a');
    window.markReturned('b', 'late');
    window.confirm('b', false);
    expect(window.size).to.equal(1);
    window.resolveAll({ outcome: 'unknown', reason: 'the link went' });
    expect(window.size).to.equal(0);
    window.confirm('a', true);
    expect(await result).to.deep.equal({ outcome: 'unknown', reason: 'the link went' });
  });

  it('reports no message before its time', async () => {
    const window = new ConfirmWindow(NEVER_MS, neverCalled);
    const result = window.add('a');
    const witness = new ConfirmWindow(5, () => witness.resolveAll({ outcome: 'unknown', reason: 'time has passed' }));
    await witness.add('w');
    expect(window.size).to.equal(1);
    window.confirm('a', true);
    expect((await result).outcome).to.equal('confirmed');
    window.resolveAll({ outcome: 'unknown', reason: 'over' });
  });

  it('reports an overdue message, although later ones were confirmed', async () => {
    let timeouts = 0;
    const window = new ConfirmWindow(20, () => {
      timeouts++;
      window.resolveAll({ outcome: 'unknown', reason: 'late' });
    });
    const overdue = window.add('a');
    const answered = window.add('b');
    window.confirm('b', true);
    expect((await overdue).outcome).to.equal('unknown');
    expect((await answered).outcome).to.equal('confirmed');
    expect(timeouts).to.equal(1);
  });

  it('stops the confirm timeout while the broker is blocked', async () => {
    let timeouts = 0;
    const window = new ConfirmWindow(10, () => timeouts++);
    const result = window.add('a');
    window.suspend();
    void window.add('b');
    const witness = new ConfirmWindow(30, () => witness.resolveAll({ outcome: 'unknown', reason: 'time has passed' }));
    await witness.add('w');
    expect(timeouts).to.equal(0);

    window.resume();
    await eventually('it times out now', () => timeouts === 1);
    window.resolveAll({ outcome: 'unknown', reason: 'late' });
    expect((await result).outcome).to.equal('unknown');
  });

  it('has no overdue message while the broker is blocked, nor right after that', async () => {
    const now = performance.now.bind(performance);
    let nowMs = 0;
    performance.now = () => nowMs;
    const timersFire = () => new Promise((resolve) => setTimeout(resolve, 5));
    try {
      const window = new ConfirmWindow(1, neverCalled);
      const result = window.add('a');
      window.suspend();
      nowMs = NEVER_MS;
      await timersFire();
      window.resume();
      await timersFire();
      window.confirm('a', true);
      expect((await result).outcome).to.equal('confirmed');
      window.resolveAll({ outcome: 'unknown', reason: 'over' });
    } finally {
      performance.now = now;
    }
  });
});

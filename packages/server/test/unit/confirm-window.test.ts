import { expect } from 'chai';
import { ConfirmWindow } from '../../src/outbox/confirm-window.js';
import { eventually } from '../../../../test/services/eventually.js';

const NEVER_MS = 60_000;
const neverCalled = (): void => expect.fail('nothing should time out');

describe('ConfirmWindow', () => {
  it('settles each message with the answer for it, in whatever order the answers come', async () => {
    const window = new ConfirmWindow(NEVER_MS, neverCalled);
    const results = ['a', 'b', 'c'].map((id) => window.add(id));
    window.settle('c', true);
    window.settle('a', false);
    window.settle('b', true);
    expect((await Promise.all(results)).map(({ outcome }) => outcome)).to.deep.equal([
      'nacked',
      'confirmed',
      'confirmed',
    ]);
    expect(window.size).to.equal(0);
    window.abandon({ outcome: 'unknown', reason: 'over' });
  });

  it('takes a confirm for a returned message as a return', async () => {
    const window = new ConfirmWindow(NEVER_MS, neverCalled);
    const result = window.add('a');
    window.markReturned('a', '312 NO_ROUTE');
    window.settle('a', true);
    expect(await result).to.deep.equal({ outcome: 'returned', reason: '312 NO_ROUTE' });
    window.abandon({ outcome: 'unknown', reason: 'over' });
  });

  it('ignores answers and returns for messages it does not know', async () => {
    const window = new ConfirmWindow(NEVER_MS, neverCalled);
    const result = window.add('a');
    window.markReturned('b', 'late');
    window.settle('b', false);
    expect(window.size).to.equal(1);
    window.abandon({ outcome: 'unknown', reason: 'the link went' });
    window.settle('a', true);
    expect(await result).to.deep.equal({ outcome: 'unknown', reason: 'the link went' });
  });

  it('reports a message that is overdue, though later ones were answered', async () => {
    let timeouts = 0;
    const window = new ConfirmWindow(20, () => {
      timeouts++;
      window.abandon({ outcome: 'unknown', reason: 'late' });
    });
    const overdue = window.add('a');
    const answered = window.add('b');
    window.settle('b', true);
    expect((await overdue).outcome).to.equal('unknown');
    expect((await answered).outcome).to.equal('confirmed');
    expect(timeouts).to.equal(1);
  });

  it('lets the clock stand still while the broker is blocked', async () => {
    let timeouts = 0;
    const window = new ConfirmWindow(10, () => timeouts++);
    const result = window.add('a');
    window.suspend();
    void window.add('b');
    const witness = new ConfirmWindow(30, () => witness.abandon({ outcome: 'unknown', reason: 'time has passed' }));
    await witness.add('w');
    expect(timeouts).to.equal(0);

    window.resume();
    await eventually('it times out now', () => timeouts === 1);
    window.abandon({ outcome: 'unknown', reason: 'late' });
    expect((await result).outcome).to.equal('unknown');
  });
});

import { expect } from 'chai';
import { Deadline, eitherSignal, interruptible, Interruption } from '../../src/http/deadline.js';
import { rejection } from '../support/stub-service.js';
import { unhandledRejections } from '../support/unhandled-rejections.js';

const FAR_MS = 60_000;

/** A caller's signal that counts its listeners. */
class CountedSignal extends EventTarget {
  readonly aborted = false;
  listeners = 0;

  override addEventListener(...args: Parameters<EventTarget['addEventListener']>) {
    this.listeners += 1;
    super.addEventListener(...args);
  }

  override removeEventListener(...args: Parameters<EventTarget['removeEventListener']>) {
    this.listeners -= 1;
    super.removeEventListener(...args);
  }
}

describe('Deadline', () => {
  it('ends with the caller’s signal, and keeps its reason', () => {
    const controller = new AbortController();
    const deadline = new Deadline(FAR_MS, controller.signal);
    const attempt = deadline.attempt(FAR_MS);
    controller.abort('enough');
    for (const { reason } of [deadline.signal, attempt.signal] as { reason: unknown }[]) {
      expect(reason).to.be.instanceOf(Interruption).and.include({ kind: 'aborted', cause: 'enough' });
    }
    deadline.dispose();
    attempt.dispose();
  });

  for (const position of [0, 1]) {
    it(`ends with either of two signals: ${position}`, () => {
      const controllers = [new AbortController(), new AbortController()] as const;
      const deadline = new Deadline(FAR_MS, controllers[0].signal, controllers[1].signal);
      controllers[position]!.abort('enough');
      expect(deadline.signal.reason).to.be.instanceOf(Interruption).and.include({ kind: 'aborted', cause: 'enough' });
      deadline.dispose();
    });
  }

  it('has ended from the start with a signal that had ended before', () => {
    const deadline = new Deadline(FAR_MS, new AbortController().signal, AbortSignal.abort('enough'));
    expect(deadline.signal.reason).to.be.instanceOf(Interruption).and.include({ kind: 'aborted', cause: 'enough' });
    deadline.dispose();
  });

  it('ends an attempt without ending the call', async () => {
    const deadline = new Deadline(FAR_MS);
    const attempt = deadline.attempt(1);
    const never = new Promise<never>(() => undefined);
    expect(await rejection(interruptible(never, attempt.signal))).to.include({ kind: 'attempt_timeout' });
    expect(deadline.signal.aborted).to.equal(false);
    deadline.dispose();
    attempt.dispose();
  });

  it('has the time that remains', () => {
    const deadline = new Deadline(FAR_MS);
    expect(deadline.remainingMs).to.be.within(1, FAR_MS);
    deadline.dispose();
  });

  it('ends a wait', async () => {
    const deadline = new Deadline(1);
    expect(await rejection(deadline.wait(FAR_MS))).to.include({ kind: 'deadline' });
    expect(deadline.remainingMs).to.be.within(0, 1);
    deadline.dispose();
  });

  it('leaves nothing behind on a signal that outlives many calls', async () => {
    const signal = new CountedSignal();
    for (let call = 0; call < 10; call += 1) {
      const deadline = new Deadline(FAR_MS, new AbortController().signal, signal as unknown as AbortSignal);
      const attempt = deadline.attempt(FAR_MS);
      await deadline.wait(0);
      attempt.dispose();
      deadline.dispose();
    }
    expect(signal.listeners).to.equal(0);
  });

  it('leaves no timer behind, when it ended in time or was interrupted', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
    await new Promise((resolve) => setImmediate(resolve)); // mocha has started the test's own timer by then
    const before = timers();
    const controller = new AbortController();
    const deadline = new Deadline(FAR_MS, controller.signal);
    deadline.attempt(FAR_MS).dispose();
    const waiting = rejection(deadline.wait(FAR_MS));
    controller.abort();
    expect(await waiting).to.include({ kind: 'aborted' });
    deadline.dispose();
    expect(timers()).to.equal(before);
  });
});

describe('interruptible', () => {
  const reason = new Error('enough');

  it('rejects with the reason of a signal that has ended before, although the promise resolves', async () => {
    const late = new Promise((resolve) => setImmediate(resolve));
    expect(await rejection(interruptible(late, AbortSignal.abort(reason)))).to.equal(reason);
  });

  it('leaves no unhandled rejection when the promise fails after the signal has ended', async () => {
    const unhandled = await unhandledRejections(async () => {
      const late = new Promise<never>((_, reject) => {
        setImmediate(() => reject(new Error('failed later')));
      });
      expect(await rejection(interruptible(late, AbortSignal.abort(reason)))).to.equal(reason);
      await new Promise((resolve) => setImmediate(resolve));
    });
    expect(unhandled).to.deep.equal([]);
  });

  it('leaves no listener on the signal', async () => {
    const signal = new CountedSignal();
    expect(await interruptible(Promise.resolve('done'), signal as unknown as AbortSignal)).to.equal('done');
    expect(signal.listeners).to.equal(0);
  });
});

describe('eitherSignal', () => {
  it('is the one that there is, or ends with the first of both', () => {
    const { signal } = new AbortController();
    const other = new AbortController();
    expect(eitherSignal()).to.equal(undefined);
    expect(eitherSignal(signal)).to.equal(signal);
    expect(eitherSignal(undefined, signal)).to.equal(signal);
    const both = eitherSignal(signal, other.signal);
    expect(both).to.have.property('aborted', false);
    other.abort('enough');
    expect(both).to.include({ aborted: true, reason: 'enough' });
  });
});

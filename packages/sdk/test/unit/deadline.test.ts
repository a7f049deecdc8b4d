import { expect } from 'chai';
import { Deadline, interruptible, Interruption } from '../../src/http/deadline.js';
import { rejection } from '../support/stub-service.js';

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
});

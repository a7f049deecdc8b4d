import { expect } from 'chai';
import { startBackgroundTask, type BackgroundTask } from '../../src/concurrency/background-task.js';
import { eventually } from '../../../../test/services/eventually.js';
import { LogRecorder } from '../support/log-recorder.js';

describe('startBackgroundTask', () => {
  let task: BackgroundTask | undefined;
  const log = new LogRecorder();

  function start(work: (signal: AbortSignal) => Promise<void>): void {
    task = startBackgroundTask(work, { intervalMs: 2, logger: log, failure: 'it failed' });
  }

  afterEach(async () => {
    await task?.stop();
  });

  it('runs repeatedly, one run at a time', async () => {
    let [runs, running, most] = [0, 0, 0];
    start(async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      runs += 1;
    });
    await eventually('it has run a few times', () => runs >= 5);
    expect(most).to.equal(1);
  });

  it('continues after a failure, and logs it once', async () => {
    let runs = 0;
    start(() => {
      runs += 1;
      return runs <= 3 ? Promise.reject(new Error('no database')) : Promise.resolve();
    });
    await eventually('it has recovered', () => runs >= 5);
    expect(log.warnings(/it failed/)).to.have.length(1);
  });

  it('aborts the current run and waits for its end when stopped', async () => {
    let aborted = false;
    let [started, ended] = [0, 0];
    start(async (signal) => {
      started += 1;
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      aborted = signal.aborted;
      await new Promise((resolve) => setImmediate(resolve));
      ended += 1;
    });
    await eventually('it runs', () => started === 1);
    await Promise.all([task?.stop(), task?.stop()]);
    expect({ started, ended, aborted }).to.deep.equal({ started: 1, ended: 1, aborted: true });
  });

  it('can be stopped before its first run', async () => {
    let runs = 0;
    start(() => {
      runs += 1;
      return Promise.resolve();
    });
    await task?.stop();
    expect(runs).to.equal(0);
  });
});

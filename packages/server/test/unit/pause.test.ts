import { pause } from '../../src/concurrency/pause.js';

const HOUR_MS = 3_600_000;

describe('pause', () => {
  it('ends after its duration', async () => {
    await pause(1, new AbortController().signal);
  });

  it('ends without an error when its signal is aborted', async () => {
    const stopping = new AbortController();
    const paused = pause(HOUR_MS, stopping.signal);
    stopping.abort(new Error('stopping'));
    await paused;
  });

  it('ends at once if its signal is already aborted', async () => {
    await pause(HOUR_MS, AbortSignal.abort());
  });
});

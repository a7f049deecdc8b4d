import { pause } from '../../src/concurrency/pause.js';

const HOUR_MS = 3_600_000;

describe('pause', () => {
  it('ends when its time is up', async () => {
    await pause(1, new AbortController().signal);
  });

  it('ends when its signal aborts, without an error', async () => {
    const stopping = new AbortController();
    const paused = pause(HOUR_MS, stopping.signal);
    stopping.abort(new Error('stopping'));
    await paused;
  });

  it('ends at once when its signal has aborted before', async () => {
    await pause(HOUR_MS, AbortSignal.abort());
  });
});

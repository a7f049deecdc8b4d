import type { Logger } from 'pino';
import { pause } from './pause.js';
import { jittered } from './retry-delay.js';
import { WarnOnce } from './warn-once.js';

export interface BackgroundTask {
  /** Aborts the run that is under way and waits for it. Idempotent. */
  stop(): Promise<void>;
}

export interface BackgroundTaskOptions {
  /** The longest pause between two runs; each is between half of it and all of it. */
  readonly intervalMs: number;
  readonly logger: Pick<Logger, 'warn'>;
  /** The message that is logged when a run fails after one that succeeded. The next run tries again. */
  readonly failure: string;
}

/** Runs `work` periodically, one run at a time. The pauses are jittered, so that replicas do not fall into step. */
export function startBackgroundTask(
  work: (signal: AbortSignal) => Promise<void>,
  { intervalMs, logger, failure }: BackgroundTaskOptions,
): BackgroundTask {
  const stopping = new AbortController();
  const { signal } = stopping;
  const warnOnce = new WarnOnce(logger);

  async function run(): Promise<void> {
    try {
      await work(signal);
      warnOnce.clear(failure);
    } catch (error) {
      warnOnce.warn(failure, { err: error }, failure);
    }
  }

  async function runUntilStopped(): Promise<void> {
    for (;;) {
      await pause(jittered(intervalMs, Math.random), signal);
      if (signal.aborted) return;
      await run();
    }
  }

  const running = runUntilStopped();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

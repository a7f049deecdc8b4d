import type { Logger } from 'pino';
import { pause } from './pause.js';
import { jittered } from './retry-delay.js';
import { WarnOnce } from './warn-once.js';

export interface BackgroundTask {
  /** Aborts the run that is under way and waits for it. Idempotent. */
  stop(): Promise<void>;
}

export interface BackgroundTaskOptions {
  /** The longest pause between two runs; each is between half of it and all of it, unless `isJittered` is false. */
  readonly intervalMs: number;
  /** True if absent, so that replicas do not fall into step. */
  readonly isJittered?: boolean;
  readonly logger: Pick<Logger, 'warn'>;
  /** The message that is logged when a run fails after one that succeeded. The next run tries again. */
  readonly failure: string;
}

/** Runs `work` periodically, one run at a time. */
export function startBackgroundTask(
  work: (signal: AbortSignal) => Promise<void>,
  { intervalMs, isJittered = true, logger, failure }: BackgroundTaskOptions,
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
      await pause(isJittered ? jittered(intervalMs, Math.random) : intervalMs, signal);
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

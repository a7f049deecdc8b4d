import type { Logger } from 'pino';

export interface BackgroundTask {
  /** Aborts what is under way and waits for it. Twice is once. */
  stop(): Promise<void>;
}

export interface BackgroundTaskOptions {
  /** The mean pause between two runs; each is between half of it and one and a half. */
  readonly intervalMs: number;
  readonly logger: Pick<Logger, 'warn'>;
  /** What is logged when a run fails; it is tried again at the next one. */
  readonly failure: string;
}

/** Runs `work` again and again, never twice at a time, at jittered times, so that replicas do not fall into step. */
export function startBackgroundTask(
  work: (signal: AbortSignal) => Promise<void>,
  { intervalMs, logger, failure }: BackgroundTaskOptions,
): BackgroundTask {
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  let failing = false;

  async function run(): Promise<void> {
    try {
      await work(stopping.signal);
      failing = false;
    } catch (error) {
      if (!failing) logger.warn({ err: error }, failure);
      failing = true; // said once, until it works again
    }
    if (!stopping.signal.aborted) schedule();
  }

  function schedule(): void {
    const pauseMs = intervalMs * (0.5 + Math.random());
    timer = setTimeout(() => {
      running = run();
    }, pauseMs).unref();
  }

  schedule();
  return {
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await running;
    },
  };
}

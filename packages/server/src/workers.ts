import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';

/** Several processes that share one port. */
export interface Workers {
  /** Replaces them one by one; each is told to go only when the one that takes its place listens. */
  restart(): Promise<void>;
  /** Tells all of them to finish what is under way, and waits for them. Twice is once. */
  stop(): Promise<void>;
}

/** What a worker is told when another one has taken its place. */
export const RETIRE = 'retire';

/** Longer than a worker takes to drain. */
const END_MS = 15_000;
const MIN_PAUSE_MS = 100;
const MAX_PAUSE_MS = 10_000;
/** Whoever has lived so long did not end for what it was started with. */
const SETTLED_MS = 60_000;

/** A worker that ended before it listened; it has told why itself. */
export class WorkerStartError extends Error {
  override readonly name = 'WorkerStartError';

  constructor() {
    super('A worker ended before it listened.');
  }
}

/** How long to wait before a worker is replaced that ended by itself, after so many that did so soon. */
export function pauseMs(failures: number): number {
  return Math.min(MAX_PAUSE_MS, MIN_PAUSE_MS * 2 ** failures);
}

/**
 * Starts `count` processes that run this program once more, as workers (node:cluster), and keeps them at that number: one
 * that ends by itself is replaced, after a pause that grows while they go on ending soon.
 * @throws WorkerStartError when one of them cannot start; the others are stopped then.
 */
export async function startWorkers(count: number, logger: Logger): Promise<Workers> {
  const pool = new WorkerPool(logger);
  try {
    await Promise.all(Array.from({ length: count }, () => pool.add()));
  } catch (error) {
    await pool.stop();
    throw error;
  }
  return pool;
}

class WorkerPool implements Workers {
  readonly #running = new Set<Worker>();
  readonly #leaving = new Set<Worker>();
  readonly #stop = new AbortController();
  #failures = 0;
  #restarting: Promise<void> = Promise.resolve();
  #stopped: Promise<void> | undefined;

  constructor(private readonly logger: Logger) {}

  /** Resolves when another worker listens. */
  async add(): Promise<void> {
    const worker = cluster.fork();
    this.#running.add(worker);
    worker.once('exit', () => this.#running.delete(worker));
    await new Promise<void>((resolve, reject) => {
      worker.once('listening', () => resolve());
      worker.once('exit', () => reject(new WorkerStartError()));
    });
    const listensSinceMs = performance.now();
    this.logger.info({ worker: worker.process.pid }, 'a worker listens');
    worker.once('exit', (code: number | null, signal: string | null) => {
      if (this.#leaving.has(worker) || this.#isStopping()) return;
      this.logger.error({ worker: worker.process.pid, code, signal }, 'a worker ended by itself');
      if (performance.now() - listensSinceMs > SETTLED_MS) this.#failures = 0;
      void this.#replace();
    });
  }

  restart(): Promise<void> {
    this.#restarting = this.#restarting.then(() => this.#restartNow());
    return this.#restarting;
  }

  stop(): Promise<void> {
    this.#stop.abort();
    return (this.#stopped ??= this.#stopAll());
  }

  async #restartNow(): Promise<void> {
    for (const worker of [...this.#running]) {
      if (this.#isStopping()) return;
      try {
        await this.add();
      } catch (error) {
        this.logger.error({ err: error }, 'the restart ends here: the workers that are left go on');
        return;
      }
      this.#leaving.add(worker);
      if (worker.isConnected()) worker.send(RETIRE);
      await this.#ended(worker);
      this.#leaving.delete(worker);
    }
    this.logger.info('every worker was replaced');
  }

  async #replace(): Promise<void> {
    while (!this.#isStopping()) {
      await pause(pauseMs(this.#failures), undefined, { signal: this.#stop.signal }).catch(() => undefined);
      if (this.#isStopping()) return;
      this.#failures += 1;
      try {
        await this.add();
        return;
      } catch (error) {
        this.logger.error({ err: error }, 'a worker could not be replaced');
      }
    }
  }

  #isStopping(): boolean {
    return this.#stop.signal.aborted;
  }

  async #stopAll(): Promise<void> {
    const workers = [...this.#running];
    for (const worker of workers) worker.process.kill('SIGTERM');
    await Promise.all(workers.map((worker) => this.#ended(worker)));
  }

  async #ended(worker: Worker): Promise<void> {
    if (worker.isDead()) return;
    const deadline = setTimeout(() => worker.process.kill('SIGKILL'), END_MS);
    await once(worker, 'exit');
    clearTimeout(deadline);
  }
}

import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import type { Logger } from 'pino';
import { pause } from './concurrency/pause.js';
import { retryDelayMs, type Backoff } from './concurrency/retry-delay.js';

/** Several processes that share one port. */
export interface Workers {
  /** Replaces the workers one by one. Each is asked to end only when its successor listens. */
  restart(): Promise<void>;
  /** Asks every worker to end after the requests in progress, and waits for it. Idempotent. */
  stop(): Promise<void>;
}

export interface WorkersOptions {
  readonly logger: Logger;
  /** From the SIGTERM to a worker until it closes its listener. */
  readonly shutdownDelayMs: number;
}

/** The message that ends a worker whose successor listens. */
export const RETIRE = 'retire';

/** A worker that takes longer to end, not counting the delay of its shutdown, is killed. */
const MAX_END_MS = 13_000;
/** Before a worker is replaced that ended by itself. */
const REPLACEMENT_BACKOFF: Backoff = { baseMs: 100, capMs: 10_000 };
/** A worker that ran this long did not crash at start-up, so the delay starts again at its minimum. */
const STABLE_AFTER_MS = 60_000;

/** A worker ended before it listened. It has logged the reason itself. */
export class WorkerStartError extends Error {
  override readonly name = 'WorkerStartError';

  constructor() {
    super('A worker ended before it listened.');
  }
}

/**
 * Starts `count` more processes of this program as workers (node:cluster), and keeps their number: a worker that ends by
 * itself is replaced after a delay, which grows while workers end soon after their start.
 * @throws WorkerStartError when one of them cannot start; the others are stopped then
 */
export async function startWorkers(count: number, options: WorkersOptions): Promise<Workers> {
  const pool = new WorkerPool(options);
  try {
    await Promise.all(Array.from({ length: count }, () => pool.add()));
  } catch (error) {
    await pool.stop();
    throw error;
  }
  return pool;
}

class WorkerPool implements Workers {
  readonly #logger: Logger;
  readonly #maxEndMs: number;
  readonly #running = new Set<Worker>();
  readonly #leaving = new Set<Worker>();
  readonly #stop = new AbortController();
  #failures = 0;
  #restarting: Promise<void> = Promise.resolve();
  #stopped: Promise<void> | undefined;

  constructor({ logger, shutdownDelayMs }: WorkersOptions) {
    this.#logger = logger;
    this.#maxEndMs = MAX_END_MS + shutdownDelayMs;
  }

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
    this.#logger.info({ worker: worker.process.pid }, 'a worker listens');
    worker.once('exit', (code: number | null, signal: string | null) => {
      if (this.#leaving.has(worker) || this.#isStopping()) return;
      this.#logger.error({ worker: worker.process.pid, code, signal }, 'a worker ended by itself');
      if (performance.now() - listensSinceMs > STABLE_AFTER_MS) this.#failures = 0;
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
        this.#logger.error({ err: error }, 'the restart is given up: the remaining workers keep running');
        return;
      }
      this.#leaving.add(worker);
      if (worker.isConnected()) worker.send(RETIRE);
      await this.#ended(worker);
      this.#leaving.delete(worker);
    }
    this.#logger.info('every worker was replaced');
  }

  async #replace(): Promise<void> {
    while (!this.#isStopping()) {
      this.#failures += 1;
      await pause(retryDelayMs(this.#failures, REPLACEMENT_BACKOFF, Math.random), this.#stop.signal);
      if (this.#isStopping()) return;
      try {
        await this.add();
        return;
      } catch (error) {
        this.#logger.error({ err: error }, 'a worker could not be replaced');
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
    const deadline = setTimeout(() => worker.process.kill('SIGKILL'), this.#maxEndMs);
    await once(worker, 'exit');
    clearTimeout(deadline);
  }
}

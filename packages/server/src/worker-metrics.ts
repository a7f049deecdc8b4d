import cluster, { type Worker } from 'node:cluster';
import { aggregateMetrics, onlyCumulative } from './http/metrics/aggregate-metrics.js';
import type { MetricFamily } from './http/metrics/metric-family.js';
import type { ReadMetrics, ShareMetrics } from './http/metrics/metrics.js';

/*
 * A scrape reaches one of the workers, which asks the primary process for the metrics of all of them:
 *
 *   worker ── collect ──> primary ── read ──> every worker
 *   worker <── all ────── primary <── own ─── every worker
 */

/** From the primary process to a worker. */
type ToWorker = { readonly metrics: 'read' } | { readonly metrics: 'all'; readonly families: readonly MetricFamily[] };

/** From a worker to the primary process. `own` is sent when it is asked for, and before the worker ends. */
type ToPrimary =
  { readonly metrics: 'collect' } | { readonly metrics: 'own'; readonly families: readonly MetricFamily[] };

/** How long the primary process waits for its workers: one that is blocked is left out. */
const MAX_READ_MS = 3_000;
/** How long a worker waits for the primary process. Prometheus waits 10 s. */
const MAX_COLLECT_MS = 8_000;

/** The side of a worker. */
export interface WorkerMetrics {
  readonly share: ShareMetrics;
  /** Sends what this worker has counted, for the time after its end. */
  sendLast(): Promise<void>;
}

export function createWorkerMetrics(): WorkerMetrics {
  let readOwn: ReadMetrics = () => Promise.resolve([]);
  const waiting: ((families: readonly MetricFamily[]) => void)[] = [];

  async function sendOwn(): Promise<void> {
    const families = await readOwn();
    await send({ metrics: 'own', families });
  }

  process.on('message', (message) => {
    if (!isAboutMetrics(message)) return;
    const asked = message as ToWorker;
    if (asked.metrics === 'read') void sendOwn();
    else for (const resolve of waiting.splice(0)) resolve(asked.families);
  });

  return {
    share: (read) => {
      readOwn = read;
      return async () => {
        await send({ metrics: 'collect' });
        return await new Promise((resolve, reject) => {
          const timer = setTimeout(() => reject(new Error('The primary process sends no metrics')), MAX_COLLECT_MS);
          waiting.push((families) => {
            clearTimeout(timer);
            resolve(families);
          });
        });
      };
    },
    sendLast: sendOwn,
  };
}

/** Resolves when the message is written, or the primary process has gone. */
function send(message: ToPrimary): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) process.send?.(message, () => resolve());
    else resolve();
  });
}

/**
 * The side of the primary process: answers its workers with the metrics of all of them. The counts of workers that have
 * ended stay in the sums, because Prometheus takes a sum that falls for one that began again at 0.
 */
export function collectWorkerMetrics(): void {
  const newest = new Map<number, readonly MetricFamily[]>();
  let ended: Promise<readonly MetricFamily[]> = Promise.resolve([]);
  let reading: { readonly from: Set<number>; readonly done: () => void } | undefined;
  let collecting: Promise<readonly MetricFamily[]> | undefined;

  function answered(id: number): void {
    reading?.from.delete(id);
    if (reading?.from.size === 0) reading.done();
  }

  /** Asks every worker. Returns those that have answered. */
  async function read(): Promise<ReadonlySet<number>> {
    const workers = Object.values(cluster.workers ?? {}).flatMap((worker) => (worker?.isConnected() ? [worker] : []));
    const from = new Set(workers.map((worker) => worker.id));
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, MAX_READ_MS);
      reading = {
        from,
        done: () => {
          clearTimeout(timer);
          resolve();
        },
      };
      for (const worker of workers) worker.send({ metrics: 'read' } satisfies ToWorker);
    });
    reading = undefined;
    return new Set(workers.map((worker) => worker.id).filter((id) => !from.has(id)));
  }

  async function collect(): Promise<readonly MetricFamily[]> {
    const recent = await read();
    // Both are taken in one turn, so that a worker that ends now is in one of them.
    const running = [...newest].map(([id, families]) => (recent.has(id) ? families : onlyCumulative(families)));
    const endedBefore = ended;
    return await aggregateMetrics([...running, await endedBefore]);
  }

  cluster.on('message', (worker: Worker, message: unknown) => {
    if (!isAboutMetrics(message)) return;
    const sent = message as ToPrimary;
    if (sent.metrics === 'own') {
      newest.set(worker.id, sent.families);
      answered(worker.id);
      return;
    }
    collecting ??= collect().finally(() => (collecting = undefined));
    void collecting.then((families) => {
      if (worker.isConnected()) worker.send({ metrics: 'all', families } satisfies ToWorker);
    });
  });

  // Comes after the last message of a worker, also of one that was killed.
  cluster.on('disconnect', ({ id }) => {
    const families = newest.get(id);
    newest.delete(id);
    answered(id);
    if (families) ended = ended.then((before) => aggregateMetrics([before, onlyCumulative(families)]));
  });
}

function isAboutMetrics(message: unknown): message is { readonly metrics: string } {
  return typeof message === 'object' && message !== null && 'metrics' in message;
}

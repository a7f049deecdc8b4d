import { aggregateMetrics, onlyCumulative } from './http/metrics/aggregate-metrics.js';
import type { ShareMetrics } from './http/metrics/metrics.js';
import type { MetricFamily, ReadMetrics } from './measuring/metric-family.js';
import { defineTopic, NoAnswerError } from './processes/link.js';
import type { PrimaryLink } from './processes/primary-link.js';
import type { WorkerLinks } from './processes/worker-links.js';

/** A scrape reaches one of the workers, which asks the primary process for the metrics of all of them. */
const ALL = defineTopic<null, readonly MetricFamily[]>('all metrics');
/** The primary process asks each worker for what it has counted. */
const OWN = defineTopic<null, readonly MetricFamily[]>("a worker's metrics");
/** A worker that ends sends what it has counted. */
const LAST = defineTopic<readonly MetricFamily[], null>("a worker's last metrics");

/** How long the primary process waits for its workers: one that is blocked is left out. */
const MAX_READ_MS = 3_000;
/** How long a worker waits for the primary process. Prometheus waits 10 s. */
const MAX_COLLECT_MS = 8_000;
const MAX_LAST_MS = 1_000;

/** The side of a worker. */
export interface WorkerMetrics {
  readonly share: ShareMetrics;
  /** Sends what this worker has counted, for the time after its end. */
  sendLast(): Promise<void>;
}

export function createWorkerMetrics(primary: PrimaryLink): WorkerMetrics {
  let readOwn: ReadMetrics = () => Promise.resolve([]);
  return {
    share: (read) => {
      readOwn = read;
      primary.answer(OWN, readOwn);
      return () => primary.ask(ALL, null, MAX_COLLECT_MS);
    },
    async sendLast() {
      await primary.ask(LAST, await readOwn(), MAX_LAST_MS).catch(() => undefined); // the primary process may have gone
    },
  };
}

/**
 * The side of the primary process: answers its workers with the metrics of all of them. The counts of workers that have
 * ended stay in the sums, because Prometheus takes a sum that falls for one that began again at 0.
 * @returns reads the metrics of all of them
 */
export function collectWorkerMetrics(workers: WorkerLinks): ReadMetrics {
  const newest = new Map<number, readonly MetricFamily[]>();
  let ended: Promise<readonly MetricFamily[]> = Promise.resolve([]);
  let collecting: Promise<readonly MetricFamily[]> | undefined;

  /** Asks every worker. Returns those that have answered. @throws NoAnswerError when none has: no figures are not an empty page */
  async function readAll(): Promise<ReadonlySet<number>> {
    const answered = new Set<number>();
    const read = workers.all().map(async ({ id, ask }) => {
      newest.set(id, await ask(OWN, null, MAX_READ_MS));
      answered.add(id);
    });
    const results = await Promise.allSettled(read);
    if (results.length > 0 && answered.size === 0) {
      const reasons = results.map((result) => (result.status === 'rejected' ? String(result.reason) : ''));
      throw new NoAnswerError(`no worker has answered: ${reasons.join(', ')}`);
    }
    return answered;
  }

  async function collect(): Promise<readonly MetricFamily[]> {
    const recent = await readAll();
    // Both are taken in one turn, so that a worker that ends now is in one of them.
    const running = [...newest].map(([id, families]) => (recent.has(id) ? families : onlyCumulative(families)));
    const endedBefore = ended;
    return await aggregateMetrics([...running, await endedBefore]);
  }

  function read(): Promise<readonly MetricFamily[]> {
    return (collecting ??= collect().finally(() => (collecting = undefined)));
  }

  workers.answer(ALL, read);
  workers.answer(LAST, (families, id) => {
    newest.set(id, families);
    return null;
  });
  workers.onGone((id) => {
    const families = newest.get(id);
    newest.delete(id);
    if (families) ended = ended.then((before) => aggregateMetrics([before, onlyCumulative(families)]));
  });
  return read;
}

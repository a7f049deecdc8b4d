import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../../../test/services/eventually.js';
import { freePorts } from '../../../../test/services/free-port.js';
import { startProcessGuard, type ProcessGuard } from '../../../../test/services/process-guard.js';

export type Labels = Readonly<Record<string, string>>;

export interface FiringAlert {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly state: 'pending' | 'firing';
}

const START_MS = 30_000;
const SCRAPE_INTERVAL = '2s';

/** A Prometheus that scrapes real servers every two seconds, with the rules of the documentation made faster. */
export class Prometheus {
  readonly #url: string;
  readonly #process: ChildProcess;
  readonly #guard: ProcessGuard;

  private constructor(url: string, child: ChildProcess, guard: ProcessGuard) {
    this.#url = url;
    this.#process = child;
    this.#guard = guard;
  }

  /** @param targets addresses, such as 127.0.0.1:8002 */
  static async start(targets: readonly string[]): Promise<Prometheus> {
    const folder = await mkdtemp(join(tmpdir(), 'orders-prometheus-'));
    const guard = startProcessGuard(folder);
    const [port = 0] = await freePorts(1);
    const rules = await readFile(new URL('../../../../docs/monitoring/alerts.yml', import.meta.url), 'utf8');
    await writeFile(join(folder, 'alerts.yml'), madeFaster(rules));
    await writeFile(join(folder, 'prometheus.yml'), configuration(targets));
    const child = spawn(
      process.env.PROMETHEUS_PATH ?? 'prometheus',
      [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--log.level=warn',
      ],
      { stdio: ['ignore', 'inherit', 'inherit'] },
    );
    await once(child, 'spawn');
    guard.watch(child.pid ?? 0);
    const prometheus = new Prometheus(`http://127.0.0.1:${port}`, child, guard);
    await eventually('Prometheus is ready', () => prometheus.#isReady(), START_MS);
    return prometheus;
  }

  /** The alerts that are pending or firing. */
  async alerts(): Promise<readonly FiringAlert[]> {
    const { alerts } = await this.#read<{ alerts: readonly FiringAlert[] }>('/api/v1/alerts');
    return alerts;
  }

  /** The series that an expression selects now, with their values. */
  async query(promql: string): Promise<readonly { readonly metric: Labels; readonly value: number }[]> {
    const { result } = await this.#read<{ result: { metric: Labels; value: [number, string] }[] }>(
      `/api/v1/query?query=${encodeURIComponent(promql)}`,
    );
    return result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
  }

  async stop(): Promise<void> {
    this.#process.kill('SIGTERM');
    if (this.#process.exitCode === null) await once(this.#process, 'exit');
    await this.#guard.close();
  }

  async #read<Data>(path: string): Promise<Data> {
    const response = await fetch(`${this.#url}${path}`);
    const { status, data, error } = (await response.json()) as { status: string; data: Data; error?: string };
    if (status !== 'success') throw new Error(`Prometheus: ${error ?? response.status}`);
    return data;
  }

  #isReady(): Promise<boolean> {
    return fetch(`${this.#url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  }
}

/** The same conditions over shorter times: 5 minutes are 10 seconds, a minute of age is 4 seconds, and `for` is 2 seconds. */
function madeFaster(rules: string): string {
  return rules
    .replaceAll('[5m]', '[10s]')
    .replaceAll(/for: \d+[ms]/g, 'for: 2s')
    .replaceAll(/> 60$/gm, '> 4');
}

function configuration(targets: readonly string[]): string {
  return JSON.stringify({
    global: { scrape_interval: SCRAPE_INTERVAL, scrape_timeout: SCRAPE_INTERVAL, evaluation_interval: '1s' },
    rule_files: ['alerts.yml'],
    scrape_configs: [{ job_name: 'order-service', static_configs: [{ targets }] }],
  });
}

import { join } from 'node:path';
import { eventually } from '../../../../test/services/eventually.js';
import type { ProcessGuard } from '../../../../test/services/process-guard.js';
import { lastingPorts } from './ports.js';
import { startProcess, type PrivateProcess } from './private-process.js';

/** A node of etcd, which can be killed and started again with its data. */
export interface Etcd {
  readonly address: string;
  kill(): Promise<void>;
  start(): Promise<void>;
}

export async function startEtcd(folder: string, guard: ProcessGuard): Promise<Etcd> {
  const [clientPort, peerPort] = await lastingPorts(2);
  const address = `127.0.0.1:${clientPort}`;
  const peer = `http://127.0.0.1:${peerPort}`;
  const settings = {
    name: 'etcd1',
    'data-dir': join(folder, 'etcd'),
    'listen-client-urls': `http://${address}`,
    'advertise-client-urls': `http://${address}`,
    'listen-peer-urls': peer,
    'initial-advertise-peer-urls': peer,
    'initial-cluster': `etcd1=${peer}`,
    'log-level': 'error',
  };
  const args = Object.entries(settings).map(([name, value]) => `--${name}=${value}`);
  let etcd: PrivateProcess | undefined;

  async function start(): Promise<void> {
    const started = await startProcess({
      command: process.env.ETCD_PATH ?? 'etcd',
      args,
      environment: {},
      log: join(folder, 'etcd.log'),
      guard,
    });
    etcd = started;
    await eventually('etcd is healthy', async () => {
      if (!started.isRunning) throw new Error(`etcd does not start:\n${await started.output()}`);
      return await isHealthy(address);
    });
  }

  await start();
  return { address, start, kill: async () => etcd?.end('SIGKILL') };
}

async function isHealthy(address: string): Promise<boolean> {
  const answer = await fetch(`http://${address}/health`).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.ok ?? false;
}

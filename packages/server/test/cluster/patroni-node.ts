import { chown, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProcessGuard } from '../../../../test/services/process-guard.js';
import { lastingPorts } from './ports.js';
import { startProcess, type PrivateProcess } from './private-process.js';
import { processTree, signalAll } from './process-tree.js';
import type { ClusterPrograms } from './programs.js';

const CONFIGURATION = fileURLToPath(new URL('../../../../docs/scaling/patroni.yml', import.meta.url));

export interface PatroniNodeOptions {
  readonly name: string;
  readonly folder: string;
  readonly programs: ClusterPrograms;
  readonly etcdAddress: string;
  readonly passwords: { readonly superuser: string; readonly replication: string };
  readonly guard: ProcessGuard;
}

/** One node of a PostgreSQL cluster: Patroni and its PostgreSQL. */
export class PatroniNode {
  readonly name: string;
  readonly postgresPort: number;
  readonly patroniPort: number;
  readonly #options: PatroniNodeOptions;
  readonly #data: string;
  #patroni: PrivateProcess | undefined;
  #paused: readonly number[] = [];

  private constructor(options: PatroniNodeOptions, [postgresPort = 0, patroniPort = 0]: readonly number[]) {
    this.name = options.name;
    this.postgresPort = postgresPort;
    this.patroniPort = patroniPort;
    this.#options = options;
    this.#data = join(options.folder, 'data');
  }

  static async start(options: PatroniNodeOptions): Promise<PatroniNode> {
    const { folder, programs } = options;
    const { uid, gid } = programs.account;
    await mkdir(folder);
    await chown(folder, uid, gid);
    const node = new PatroniNode(options, await lastingPorts(2));
    await node.start();
    return node;
  }

  /** Starts Patroni, which starts PostgreSQL, on the node's data. */
  async start(): Promise<void> {
    const { name, folder, programs, etcdAddress, passwords, guard } = this.#options;
    const rest = `127.0.0.1:${this.patroniPort}`;
    const postgres = `127.0.0.1:${this.postgresPort}`;
    this.#patroni = await startProcess({
      command: programs.patroni,
      args: [CONFIGURATION],
      environment: {
        HOME: folder,
        PATRONI_NAME: name,
        PATRONI_ETCD3_HOSTS: etcdAddress,
        PATRONI_RESTAPI_LISTEN: rest,
        PATRONI_RESTAPI_CONNECT_ADDRESS: rest,
        PATRONI_POSTGRESQL_LISTEN: postgres,
        PATRONI_POSTGRESQL_CONNECT_ADDRESS: postgres,
        PATRONI_POSTGRESQL_DATA_DIR: this.#data,
        PATRONI_POSTGRESQL_BIN_DIR: programs.postgresFolder,
        PATRONI_POSTGRESQL_PGPASS: join(folder, 'pgpass'),
        PATRONI_SUPERUSER_USERNAME: 'postgres',
        PATRONI_SUPERUSER_PASSWORD: passwords.superuser,
        PATRONI_REPLICATION_USERNAME: 'replicator',
        PATRONI_REPLICATION_PASSWORD: passwords.replication,
      },
      log: `${folder}.log`,
      account: programs.account,
      guard,
    });
  }

  get isRunning(): boolean {
    return this.#patroni?.isRunning ?? false;
  }

  async output(): Promise<string> {
    return (await this.#patroni?.output()) ?? '';
  }

  /** Kills the process that all processes of PostgreSQL descend from. Patroni goes on. */
  async killPostmaster(): Promise<void> {
    signalAll([await this.#postmaster()], 'SIGKILL');
  }

  /** The node is gone at once: Patroni and PostgreSQL. */
  async kill(): Promise<void> {
    this.#paused = [];
    const postgres = await this.#postgresProcesses();
    await this.#patroni?.end('SIGKILL');
    signalAll(postgres, 'SIGKILL');
  }

  /** Stops every process of the node where it is, as a virtual machine that is moved. */
  async pause(): Promise<void> {
    const patroni = this.#patroni ? processTree(this.#patroni.pid) : [];
    this.#paused = [...patroni, ...(await this.#postgresProcesses())];
    signalAll(this.#paused, 'SIGSTOP');
  }

  continue(): void {
    signalAll(this.#paused, 'SIGCONT');
    this.#paused = [];
  }

  /** Patroni's answer about this node, such as `{ role: 'primary', state: 'running' }`; undefined without one. */
  async ask(path: string, body?: object): Promise<{ readonly status: number; readonly text: string } | undefined> {
    try {
      const answer = await fetch(`http://127.0.0.1:${this.patroniPort}${path}`, {
        ...(body && { method: 'POST', body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(body ? 60_000 : 2_000),
      });
      return { status: answer.status, text: await answer.text() };
    } catch {
      return undefined;
    }
  }

  async #postgresProcesses(): Promise<number[]> {
    return await this.#postmaster().then(processTree, () => []);
  }

  async #postmaster(): Promise<number> {
    const [pid] = (await readFile(join(this.#data, 'postmaster.pid'), 'utf8')).split('\n');
    return Number(pid);
  }
}

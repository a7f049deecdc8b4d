import { join } from 'node:path';
import type { ProcessGuard } from '../../../../../test/services/process-guard.js';
import { eventually } from '../../../../../test/services/eventually.js';
import { PostgresInstance } from './postgres-instance.js';
import type { PostgresTemplate } from './postgres-template.js';
import { SmallDisk } from './small-disk.js';
import { startTcpProxy, type TcpProxy } from '../../../src/testing/tcp-proxy.js';

export type Replication = 'none' | 'synchronous' | 'asynchronous';

export interface DatabaseOptions {
  readonly settings?: Readonly<Record<string, string>>;
  /** Puts the primary on a separate disk of this size. */
  readonly diskMb?: number;
}

const STANDBY = 'standby';
/** The delay to a standby on another continent: changes of the last moments are lost with the primary. */
const ASYNCHRONOUS_LAG_MS = 100;

interface DatabaseParts {
  readonly network: TcpProxy;
  readonly first: PostgresInstance;
  readonly standby: PostgresInstance | undefined;
  readonly disk: SmallDisk | undefined;
  readonly replication: TcpProxy;
}

/** A primary, an optional standby, and the proxy in front of the current primary. */
export class Database {
  readonly network: TcpProxy;
  /** The instance that was the primary at the start. */
  readonly first: PostgresInstance;
  readonly standby: PostgresInstance | undefined;
  /** The separate disk of the primary, for scenarios that fill it. */
  readonly disk: SmallDisk | undefined;
  /** The current primary; changed by `failOver`. */
  primary: PostgresInstance;
  /** The proxy that the standby replicates through. */
  readonly #replication: TcpProxy;

  private constructor({ network, first, standby, disk, replication }: DatabaseParts) {
    this.network = network;
    this.first = this.primary = first;
    this.standby = standby;
    this.disk = disk;
    this.#replication = replication;
  }

  static async start(
    template: PostgresTemplate,
    folder: string,
    guard: ProcessGuard,
    replication: Replication,
    { settings = {}, diskMb }: DatabaseOptions = {},
  ): Promise<Database> {
    const disk = diskMb === undefined ? undefined : await SmallDisk.mount(join(folder, 'disk'), diskMb);
    const names: Record<string, string> = replication === 'synchronous' ? { synchronous_standby_names: STANDBY } : {};
    const first = await PostgresInstance.start(template, join(disk?.path ?? folder, 'primary'), guard, {
      settings: { ...settings, ...names },
    });
    const link = await startTcpProxy(() => [first]);
    const follows = { port: link.port, name: STANDBY };
    const standby =
      replication === 'none'
        ? undefined
        : await PostgresInstance.start(template, join(folder, STANDBY), guard, { settings, follows });
    const network = await startTcpProxy(() => [first]);
    const database = new Database({ network, first, standby, disk, replication: link });
    if (standby) await eventually('the standby streams', () => database.streams(), 60_000);
    if (replication === 'asynchronous') link.fault = { kind: 'latency', delayMs: ASYNCHRONOUS_LAG_MS };
    return database;
  }

  /** The URL that servers connect to: the first primary itself, or the proxy. */
  url(throughNetwork: boolean): string {
    return throughNetwork ? this.first.urlAt(this.network.port) : this.first.url;
  }

  async streams(): Promise<boolean> {
    const rows = await this.primary.query(`SELECT FROM pg_stat_replication WHERE state = 'streaming'`);
    return rows.length > 0;
  }

  /** Kills the primary for good and promotes the standby behind the same address. */
  async failOver(): Promise<void> {
    const { standby } = this;
    if (!standby) throw new Error('there is no standby to promote');
    await this.first.kill();
    if (!standby.isRunning) await standby.start();
    await standby.promote();
    this.primary = standby;
    this.network.targets = () => [standby];
    this.network.reset();
  }

  async stop(): Promise<void> {
    await this.network.stop();
    await this.#replication.stop();
    await this.standby?.kill();
    await this.first.kill();
    await this.disk?.unmount();
  }
}

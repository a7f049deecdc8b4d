import { join } from 'node:path';
import type { ProcessGuard } from '../../../../../test/services/process-guard.js';
import { eventually } from '../../../../../test/services/eventually.js';
import { startTcpProxy, type TcpProxy } from '../../../src/testing/tcp-proxy.js';
import { PostgresInstance } from './postgres-instance.js';
import type { PostgresTemplate } from './postgres-template.js';
import { SmallDisk } from './small-disk.js';

export type Replication = 'none' | 'synchronous' | 'asynchronous';

export interface DatabaseOptions {
  readonly settings?: Readonly<Record<string, string>>;
  /** Gives the primary a disk of its own of this size. */
  readonly diskMb?: number;
}

const STANDBY = 'standby';
/** As far away as another continent: what is under way when the primary dies is lost with it. */
const ASYNCHRONOUS_LAG_MS = 100;

/** A primary, its standby if there is one, and the network in front of whichever is primary now. */
export class Database {
  private constructor(
    readonly network: TcpProxy,
    readonly first: PostgresInstance,
    readonly standby: PostgresInstance | undefined,
    /** What the primary is kept on, where it is to fill up. */
    readonly disk: SmallDisk | undefined,
    /** What the standby streams through. */
    private readonly replication: TcpProxy,
    /** What answers now; changed by `failOver`. */
    public primary: PostgresInstance,
  ) {}

  static async start(
    template: PostgresTemplate,
    folder: string,
    guard: ProcessGuard,
    replication: Replication,
    { settings = {}, diskMb }: DatabaseOptions = {},
  ): Promise<Database> {
    const disk = diskMb === undefined ? undefined : await SmallDisk.mount(join(folder, 'disk'), diskMb);
    const names: Record<string, string> = replication === 'synchronous' ? { synchronous_standby_names: STANDBY } : {};
    const primary = await PostgresInstance.start(template, join(disk?.path ?? folder, 'primary'), guard, {
      settings: { ...settings, ...names },
    });
    const link = await startTcpProxy(() => [primary]);
    const follows = { port: link.port, name: STANDBY };
    const standby =
      replication === 'none'
        ? undefined
        : await PostgresInstance.start(template, join(folder, STANDBY), guard, { settings, follows });
    const network = await startTcpProxy(() => [primary]);
    const database = new Database(network, primary, standby, disk, link, primary);
    if (standby) await eventually('the standby streams', () => database.streams(), 60_000);
    if (replication === 'asynchronous') link.fault = { kind: 'latency', delayMs: ASYNCHRONOUS_LAG_MS };
    return database;
  }

  /** Where the servers connect to: straight to the primary, or through the network that can fail. */
  url(throughNetwork: boolean): string {
    return throughNetwork ? this.first.urlAt(this.network.port) : this.first.url;
  }

  async streams(): Promise<boolean> {
    const rows = await this.primary.query(`SELECT FROM pg_stat_replication WHERE state = 'streaming'`);
    return rows.length > 0;
  }

  /** The primary is gone for good; the standby takes over behind the same address. */
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
    await this.replication.stop();
    await this.standby?.kill();
    await this.first.kill();
    await this.disk?.unmount();
  }
}

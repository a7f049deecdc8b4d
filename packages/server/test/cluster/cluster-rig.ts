import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { eventually } from '../../../../test/services/eventually.js';
import { uniqueName } from '../../../../test/services/rabbitmq.js';
import { migrateToLatest } from '../../src/db/migrate.js';
import type { Evidence } from '../faults/checker/evidence.js';
import type { Violation } from '../faults/checker/verdict.js';
import { AuditQueue } from '../faults/rig/audit-queue.js';
import { Explanations } from '../faults/rig/explanations.js';
import { readDatabaseState } from '../faults/rig/database-state.js';
import { History, linesOf, readHistory } from '../faults/rig/history.js';
import { Load, observe } from '../faults/rig/load.js';
import { LoadClient } from '../faults/rig/load-client.js';
import { pooledFetch } from '../faults/rig/pooled-fetch.js';
import { startProductStub, type ProductStub } from '../faults/rig/product-stub.js';
import type { Random } from '../faults/rig/random.js';
import { recover } from '../faults/rig/recovery.js';
import { ServerProcess } from './server-process.js';
import type { Topology } from './topology.js';
import { WriteProbe } from './write-probe.js';

const QUORUM_QUEUE = { 'x-queue-type': 'quorum', 'x-quorum-initial-group-size': 3 };
const LOAD = { users: 8, perUser: 2 };
const PROBING_USER = 9_000;
const PROBE_LIMITS = { timeoutMs: 2_000, deadlineMs: 2_000, maxRetries: 0 };
const PROBE_SOCKETS = 20;

/** Three servers with a database and a queue of their own on the topology, their load, and the evidence of a run. */
export class ClusterRig {
  readonly topology: Topology;
  readonly servers: readonly ServerProcess[];
  readonly history: History;
  readonly #secret: string;
  readonly #audit: AuditQueue;
  readonly #products: ProductStub;
  readonly #database: string;
  readonly #logs: readonly string[];

  private constructor(topology: Topology, name: string, products: ProductStub, audit: AuditQueue) {
    this.topology = topology;
    this.#database = name;
    this.#products = products;
    this.#audit = audit;
    this.#secret = randomBytes(32).toString('base64url');
    this.#logs = topology.serverPorts.map((_, index) => join(topology.folder, `${name}-server-${index}.log`));
    this.history = new History(join(topology.folder, `${name}.ndjson`));
    this.servers = topology.serverPorts.map((port, index) => {
      const options = { environment: this.#environment(), log: this.#logs[index]!, guard: topology.guard };
      return new ServerProcess(port, options);
    });
  }

  /** @param name of the database */
  static async start(topology: Topology, name: string): Promise<ClusterRig> {
    await topology.createDatabase(name);
    await migrateToLatest(topology.databaseUrl(name));
    const audit = new AuditQueue(() => topology.brokerUrl, uniqueName('events'), { arguments: QUORUM_QUEUE });
    await audit.open();
    const rig = new ClusterRig(topology, name, await startProductStub(), audit);
    await Promise.all(rig.servers.map((server) => server.start()));
    await eventually('HAProxy has all servers', () => rig.#allUp(), 60_000);
    return rig;
  }

  /** Users that place and move orders through the SDK with its own limits. */
  load(random: Random): Load {
    const { ordersUrl: url } = this.topology;
    return new Load({ url, ...this.#client(random), secrets: this.#secrets, ...LOAD, limits: {} });
  }

  probe(random: Random): { readonly probe: WriteProbe; close(): void } {
    const http = pooledFetch(observe(this.history, this.#secrets), PROBE_SOCKETS);
    const { ordersUrl: url } = this.topology;
    const options = { ...this.#client(random), url, user: PROBING_USER, fetch: http.fetch, limits: PROBE_LIMITS };
    return { probe: new WriteProbe(new LoadClient(options)), close: http.close };
  }

  /** Waits for recovery and collects the evidence. To be called after the load and the fault have ended. */
  async evidence(): Promise<Evidence> {
    await this.topology.postgres.healthy();
    const primary = { query: <Row extends pg.QueryResultRow>(sql: string) => this.#query<Row>(sql) };
    const recovery = await recover({ primary }, this.servers, new Map());
    const database = await readDatabaseState(primary);
    const deliveries = await this.#audit.drain(database.events.length);
    const violations: Violation[] = [];
    const asking = { url: this.topology.ordersUrl, secret: this.#secret, history: this.history };
    const after = await new Explanations(asking).after(database, (what) => violations.push({ promise: 'G', what }));
    await this.history.close();
    const logs: string[] = [];
    for (const log of this.#logs) for await (const line of linesOf(log)) logs.push(line);
    return {
      history: await readHistory(this.history.path),
      database,
      deliveries,
      recovery,
      explanations: { during: [], after },
      violations,
      logs,
      secrets: this.#secrets,
    };
  }

  async stop(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.kill()));
    await this.history.close();
    await this.#products.stop();
    await this.#audit.delete().catch(() => undefined); // a fault may have left the brokers without a majority
  }

  get #secrets(): readonly string[] {
    return [this.#secret, this.topology.postgres.password];
  }

  #client(random: Random) {
    return { secret: this.#secret, history: this.history, random };
  }

  async #allUp(): Promise<boolean> {
    const table = await this.topology.haproxy.command('show stat');
    return table.split('\n').filter((line) => /^orders,s\d,.*,UP,/.test(line)).length === this.servers.length;
  }

  async #query<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> {
    const connectionString = this.topology.databaseUrl(this.#database);
    const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000, query_timeout: 120_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  #environment(): Record<string, string> {
    return {
      DATABASE_URL: this.topology.databaseUrl(this.#database),
      SECRET_KEY: this.#secret,
      PRODUCT_SERVICE_URL: this.#products.url,
      PRODUCT_CACHE_MS: '60000',
      RABBITMQ_URL: this.topology.brokerUrl,
      RABBITMQ_EXCHANGE: this.#audit.exchange,
      LOG_LEVEL: 'warn',
    };
  }
}

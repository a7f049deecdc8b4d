import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { uniqueName } from '../../../../../test/services/rabbitmq.js';
import type { Evidence } from '../checker/evidence.js';
import type { Finding, Promised } from '../checker/verdict.js';
import { claims, inSeconds, signedToken } from '../../support/signed-token.js';
import { TestClient, type Answer, type Sent } from '../../support/test-client.js';
import { Audit } from './audit.js';
import { Broker } from './broker.js';
import { Database, type Replication } from './database.js';
import { readDatabaseState } from './database-state.js';
import type { FaultPlan, Vitals } from './fault-plan.js';
import { History, linesOf, readHistory } from './history.js';
import { leanFetch } from './lean-fetch.js';
import { Load, witness } from './load.js';
import { startProductStub, type ProductStub } from './product-stub.js';
import type { Random } from './random.js';
import { recover } from './recovery.js';
import { Replica } from './replica.js';
import { Shopper } from './shopper.js';
import { startTcpProxy, type TcpProxy } from '../../../src/testing/tcp-proxy.js';
import type { Workshop } from './workshop.js';
import { INHERITED_SETTINGS } from '../../support/inherited-settings.js';

export interface RigOptions {
  /** Server processes; 2 if absent. */
  readonly replicas?: number;
  readonly replication?: Replication;
  readonly databaseSettings?: Readonly<Record<string, string>>;
  /** Gives the database a disk of this size. */
  readonly diskMb?: number;
  /** Which of the servers' connections pass a network that can fail. */
  readonly through?: readonly ('database' | 'broker')[];
  readonly broker?: 'single' | 'cluster';
  /** Arguments of the audit queue. */
  readonly queue?: Readonly<Record<string, unknown>>;
  /** Added to the servers' configuration. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What each server is given in turn; the last one also to those after it. */
  readonly plans?: readonly FaultPlan[];
  readonly users?: number;
  readonly perUser?: number;
}

/** Shorter than production's 30 s, so that more kills fit into a run; a recovery from a kill includes one lease. */
const LEASE_MS = 5_000;
const SHOPPER_SOCKETS = 100;
const RELAY = { leaseMs: LEASE_MS, backoff: { baseMs: 200, capMs: 2_000 } };

/** The whole service on private servers, a load against it, and everything that faults are made with. */
export class Rig {
  readonly replicas: Replica[] = [];
  readonly #baselines = new Map<Replica, Vitals>();
  /** What a row itself saw broken. */
  readonly objections: Finding[] = [];

  /** One pool for all that a scenario asks for: what a pool keeps open would be taken for what a server has lost. */
  #shoppersHttp: ReturnType<typeof leanFetch> | undefined;

  private constructor(
    readonly folder: string,
    readonly secret: string,
    readonly database: Database,
    readonly broker: Broker,
    readonly audit: Audit,
    readonly products: ProductStub,
    readonly balancer: TcpProxy,
    readonly history: History,
    private readonly workshop: Workshop,
    private readonly options: RigOptions,
  ) {
    balancer.targets = () => this.replicas.flatMap(({ port }) => (port === undefined ? [] : { port }));
  }

  /** Starts everything but the load. */
  static async start(workshop: Workshop, options: RigOptions): Promise<Rig> {
    const folder = await workshop.runFolder();
    const { template, guard } = workshop;
    const { replication = 'none', databaseSettings: settings = {}, diskMb } = options;
    const nodes = options.broker === 'cluster' ? (await workshop.cluster()).nodes : [await workshop.node()];
    const broker = await Broker.start(nodes);
    const rig = new Rig(
      folder,
      randomBytes(32).toString('base64url'),
      await Database.start(template, folder, guard, replication, { settings, ...(diskMb && { diskMb }) }),
      broker,
      new Audit(() => broker.url(true), uniqueName('events'), { ...(options.queue && { arguments: options.queue }) }),
      await startProductStub(),
      await startTcpProxy(() => []),
      new History(join(folder, 'history.ndjson')),
      workshop,
      options,
    );
    try {
      await rig.audit.open();
      await Promise.all(Array.from({ length: options.replicas ?? 2 }, () => rig.addReplica()));
      for (const replica of rig.replicas) rig.#baselines.set(replica, await replica.vitals());
      return rig;
    } catch (error) {
      await rig.stop();
      throw error;
    }
  }

  get url(): string {
    return `http://127.0.0.1:${this.balancer.port}`;
  }

  get secrets(): readonly string[] {
    return [this.secret, this.database.first.password];
  }

  async addReplica(): Promise<Replica> {
    const number = this.replicas.length;
    const { plans = [] } = this.options;
    const plan = plans[Math.min(number, plans.length - 1)] ?? {};
    const replica = new Replica({
      environment: this.#environment(),
      plan: { ...plan, relay: { ...RELAY, ...plan.relay } },
      log: this.#logOf(number),
      guard: this.workshop.guard,
    });
    this.replicas.push(replica);
    return await replica.start();
  }

  /** Users who place and move orders, as the seed has it. */
  load(random: Random): Load {
    const { users = 16, perUser = 10 } = this.options;
    const { url, secret, secrets, history } = this;
    return new Load({ url, secret, secrets, history, random, users, perUser });
  }

  /** One user, whose every change is part of the evidence. */
  shopper(user: number, random: Random): Shopper {
    const { url, secret, secrets, history } = this;
    this.#shoppersHttp ??= leanFetch(witness(history, secrets), SHOPPER_SOCKETS);
    return new Shopper({ url, secret, history, random, user, fetch: this.#shoppersHttp.fetch });
  }

  /** Sends a request as it is; the answer is part of the evidence. */
  async ask(token: string | undefined, method: string, target: string, sent?: Sent): Promise<Answer<unknown>> {
    const answer = await new TestClient(this.url, token).sendUnchecked(method, target, sent);
    const { status, headers, text } = answer;
    this.history.write({ type: 'answer', id: 'raw', answer: { method, target, status, headers, text } });
    return answer;
  }

  /** A token of this service's users. */
  token(claimsOfToken: Record<string, unknown>): string {
    return signedToken(claims({ exp: inSeconds(24 * 3600), ...claimsOfToken }), { secret: this.secret });
  }

  /** Says that a promise was seen broken, other than by the evidence that the checker reads. */
  object(promise: Promised, what: string): void {
    this.objections.push({ promise, what });
  }

  /** To be called when load and fault are over: waits for recovery, and gathers what the checker reads. */
  async evidence(): Promise<Evidence> {
    this.#shoppersHttp?.close();
    const recovery = await recover(this.database, this.replicas, this.#baselines);
    const deliveries = await this.audit.drain();
    await this.history.close();
    const logs: string[] = [];
    for (const number of this.replicas.keys()) for await (const line of linesOf(this.#logOf(number))) logs.push(line);
    return {
      history: await readHistory(this.history.path),
      database: await readDatabaseState(this.database.primary),
      deliveries,
      recovery,
      objections: this.objections,
      logs,
      secrets: this.secrets,
    };
  }

  /** Ends every process of this run and removes its folder. */
  async stop(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.end('SIGKILL')));
    await this.history.close();
    await this.balancer.stop();
    await this.products.stop();
    await this.audit.delete().catch(() => undefined); // of a broker that a row has left dead
    await this.broker.stop();
    await this.database.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  #environment(): Record<string, string> {
    const { through = [], environment } = this.options;
    return {
      HOST: '127.0.0.1',
      PORT: '0',
      DATABASE_URL: this.database.url(through.includes('database')),
      DATABASE_POOL_MAX: '8',
      SECRET_KEY: this.secret,
      PRODUCT_SERVICE_URL: this.products.url,
      PRODUCT_CACHE_MS: '60000',
      RABBITMQ_URL: this.broker.url(through.includes('broker')),
      RABBITMQ_EXCHANGE: this.audit.exchange,
      LOG_LEVEL: 'warn',
      ...INHERITED_SETTINGS,
      ...environment,
    };
  }

  #logOf(number: number): string {
    return join(this.folder, `server-${number}.log`);
  }
}

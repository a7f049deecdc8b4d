import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { uniqueName } from '../../../../../test/services/rabbitmq.js';
import type { Evidence } from '../checker/evidence.js';
import type { Violation, Promised } from '../checker/verdict.js';
import { claims, inSeconds, signedToken } from '../../support/signed-token.js';
import { TestClient, type Answer, type Sent } from '../../support/test-client.js';
import { AuditQueue } from './audit-queue.js';
import { Broker } from './broker.js';
import { Database } from './database.js';
import { readDatabaseState } from './database-state.js';
import { Explanations } from './explanations.js';
import type { ResourceUsage } from './fault-plan.js';
import { History, linesOf, readHistory } from './history.js';
import { pooledFetch } from './pooled-fetch.js';
import { Load, observe } from './load.js';
import { startProductStub, type ProductStub } from './product-stub.js';
import type { Random } from './random.js';
import { recover } from './recovery.js';
import { Replica } from './replica.js';
import type { RigOptions } from './rig-options.js';
import { LoadClient } from './load-client.js';
import { startTcpProxy, type TcpProxy } from '../../../src/testing/tcp-proxy.js';
import type { Fixture } from './fixture.js';
import { INHERITED_SETTINGS } from '../../support/inherited-settings.js';

const CLIENT_SOCKETS = 100;
/** Rescheduled events are retried sooner than in production. The lease is that of production. */
const RELAY = { backoff: { baseMs: 200, capMs: 2_000 } };

interface RigParts {
  readonly folder: string;
  readonly database: Database;
  readonly broker: Broker;
  readonly audit: AuditQueue;
  readonly products: ProductStub;
  readonly balancer: TcpProxy;
}

/** The service on private PostgreSQL and RabbitMQ servers, with its load and the means to inject faults. */
export class Rig {
  readonly secret = randomBytes(32).toString('base64url');
  readonly database: Database;
  readonly broker: Broker;
  readonly audit: AuditQueue;
  readonly products: ProductStub;
  readonly balancer: TcpProxy;
  readonly history: History;
  readonly replicas: Replica[] = [];
  /** Violations that the scenario itself detected. */
  readonly violations: Violation[] = [];
  /** An operator who reads explanations while faults are injected. */
  readonly explanations: Explanations;
  readonly #folder: string;
  readonly #fixture: Fixture;
  readonly #options: RigOptions;
  readonly #baselines = new Map<Replica, ResourceUsage>();
  /** One pool for all clients of a scenario: idle connections of many pools would look like handles that a server leaks. */
  #clientHttp: ReturnType<typeof pooledFetch> | undefined;

  private constructor(parts: RigParts, fixture: Fixture, options: RigOptions) {
    this.database = parts.database;
    this.broker = parts.broker;
    this.audit = parts.audit;
    this.products = parts.products;
    this.balancer = parts.balancer;
    this.balancer.targets = () => this.replicas.flatMap(({ port }) => (port === undefined ? [] : { port }));
    this.history = new History(join(parts.folder, 'history.ndjson'));
    this.explanations = new Explanations({ url: this.url, secret: this.secret, history: this.history });
    this.#folder = parts.folder;
    this.#fixture = fixture;
    this.#options = options;
  }

  /** Starts everything except the load. */
  static async start(fixture: Fixture, options: RigOptions): Promise<Rig> {
    const folder = await fixture.runFolder();
    const { template, guard } = fixture;
    const { replication = 'none', databaseSettings: settings = {}, diskMb } = options;
    const nodes = options.broker === 'cluster' ? (await fixture.cluster()).nodes : [await fixture.node()];
    const broker = await Broker.start(nodes);
    const queue = options.queue && { arguments: options.queue };
    const parts: RigParts = {
      folder,
      broker,
      database: await Database.start(template, folder, guard, replication, { settings, ...(diskMb && { diskMb }) }),
      audit: new AuditQueue(() => broker.url(true), uniqueName('events'), queue),
      products: await startProductStub(),
      balancer: await startTcpProxy(() => []),
    };
    const rig = new Rig(parts, fixture, options);
    try {
      await rig.audit.open();
      await Promise.all(Array.from({ length: options.replicas ?? 2 }, () => rig.addReplica()));
      for (const replica of rig.replicas) rig.#baselines.set(replica, await replica.resourceUsage());
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
    const { plans = [] } = this.#options;
    const plan = plans[Math.min(number, plans.length - 1)] ?? {};
    const replica = new Replica({
      variables: this.#variables(),
      plan: { ...plan, relay: { ...RELAY, ...plan.relay } },
      log: this.#logOf(number),
      guard: this.#fixture.guard,
    });
    this.replicas.push(replica);
    return await replica.start();
  }

  /** Users that place and move orders, as the seed determines. */
  load(random: Random): Load {
    const { users = 16, perUser = 10 } = this.#options;
    const { url, secret, secrets, history } = this;
    return new Load({ url, secret, secrets, history, random, users, perUser });
  }

  /** One user, whose changes are part of the evidence. */
  client(user: number, random: Random): LoadClient {
    const { url, secret, secrets, history } = this;
    this.#clientHttp ??= pooledFetch(observe(history, secrets), CLIENT_SOCKETS);
    return new LoadClient({ url, secret, history, random, user, fetch: this.#clientHttp.fetch });
  }

  /** Sends a request without the SDK; the response is part of the evidence. */
  async ask(token: string | undefined, method: string, target: string, sent?: Sent): Promise<Answer<unknown>> {
    const answer = await new TestClient(this.url, token).sendUnchecked(method, target, sent);
    const { status, headers, text } = answer;
    this.history.write({ type: 'answer', id: 'raw', answer: { method, target, status, headers, text } });
    return answer;
  }

  /** A valid token. */
  token(claimsOfToken: Record<string, unknown>): string {
    return signedToken(claims({ exp: inSeconds(24 * 3600), ...claimsOfToken }), { secret: this.secret });
  }

  /** Records a violation that the checker cannot find in the evidence. */
  report(promise: Promised, what: string): void {
    this.violations.push({ promise, what });
  }

  /** Waits for recovery and collects the evidence. To be called after the load and the fault have ended. */
  async evidence(): Promise<Evidence> {
    this.#clientHttp?.close();
    const recovery = await recover(this.database, this.replicas, this.#baselines);
    const database = await readDatabaseState(this.database.primary);
    const deliveries = await this.audit.drain(database.events.length);
    const after = await this.explanations.after(database, (what) => this.report('G', what));
    await this.history.close();
    const logs: string[] = [];
    for (const number of this.replicas.keys()) for await (const line of linesOf(this.#logOf(number))) logs.push(line);
    return {
      history: await readHistory(this.history.path),
      database,
      deliveries,
      recovery,
      explanations: { during: this.explanations.during, after },
      violations: this.violations,
      logs,
      secrets: this.secrets,
    };
  }

  /** Ends all processes of this run and removes its folder. */
  async stop(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.end('SIGKILL')));
    await this.history.close();
    await this.balancer.stop();
    await this.products.stop();
    await this.audit.delete().catch(() => undefined); // the scenario may have left the broker down
    await this.broker.stop();
    await this.database.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #variables(): Record<string, string> {
    const { through = [], variables } = this.#options;
    return {
      HOST: '127.0.0.1',
      PORT: '0',
      DATABASE_URL: this.database.url(through.includes('database')),
      MAX_DATABASE_CONNECTIONS: '8',
      SECRET_KEY: this.secret,
      PRODUCT_SERVICE_URL: this.products.url,
      PRODUCT_CACHE_MS: '60000',
      RABBITMQ_URL: this.broker.url(through.includes('broker')),
      RABBITMQ_EXCHANGE: this.audit.exchange,
      LOG_LEVEL: 'warn',
      ...INHERITED_SETTINGS,
      ...variables,
    };
  }

  #logOf(number: number): string {
    return join(this.#folder, `server-${number}.log`);
  }
}

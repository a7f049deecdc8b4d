import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { eventually } from '../../../../test/services/eventually.js';
import { startProcessGuard, type ProcessGuard } from '../../../../test/services/process-guard.js';
import { startRabbitNode, uniqueName, type RabbitNode } from '../../../../test/services/rabbitmq.js';
import { readConfig, type Config } from '../../src/config.js';
import type { Overrides } from '../../src/overrides.js';
import { startServer, type RunningServer } from '../../src/server.js';
import { startTcpProxy, type TcpProxy } from '../../src/testing/tcp-proxy.js';
import { makePostgresTemplate } from '../faults/rig/postgres-template.js';
import { PostgresInstance } from '../faults/rig/postgres-instance.js';
import { startProductStub, type ProductStub } from '../faults/rig/product-stub.js';
import { AuditQueue } from '../support/audit-queue.js';
import { INHERITED_SETTINGS } from '../support/inherited-settings.js';
import { OrderServiceProcess } from '../support/order-service-process.js';
import { claims, signedToken } from '../support/signed-token.js';
import { TestClient } from '../support/test-client.js';

/** Timers are due after seconds, so that one can be late. */
const TIMED_TRANSITIONS = 'shipped:5s:delivered';
/** Sooner than in production: the last attempt of an event decides when its alert ends. */
const RELAY = { backoff: { baseMs: 100, capMs: 500 }, maxRefusals: 3, leaseMs: 2_000 };
/** RabbitMQ closes the channel over a larger message. */
const MAX_MESSAGE_BYTES = 4_000;

const MAX_START_MS = 60_000;

interface Parts extends Pick<Environment, 'postgres' | 'network' | 'broker' | 'brokerNetwork' | 'queue' | 'products'> {
  readonly guard: ProcessGuard;
}

/** Servers in this process, on a PostgreSQL, a RabbitMQ and a product service that can be stopped. */
export class Environment {
  readonly postgres: PostgresInstance;
  /** Between the servers and PostgreSQL. */
  readonly network: TcpProxy;
  readonly broker: RabbitNode;
  /** Between the servers and RabbitMQ. */
  readonly brokerNetwork: TcpProxy;
  readonly queue: AuditQueue;
  readonly products: ProductStub;
  readonly #guard: ProcessGuard;
  readonly #secret = randomBytes(32).toString('base64url');
  readonly #servers = new Map<string, RunningServer>();
  #users = 100;

  private constructor(parts: Parts) {
    this.postgres = parts.postgres;
    this.network = parts.network;
    this.broker = parts.broker;
    this.brokerNetwork = parts.brokerNetwork;
    this.queue = parts.queue;
    this.products = parts.products;
    this.#guard = parts.guard;
  }

  static async start(): Promise<Environment> {
    const folder = await mkdtemp(join(tmpdir(), 'orders-alerts-'));
    await chmod(folder, 0o711); // PostgreSQL's account needs to traverse it
    const guard = startProcessGuard(folder);
    const postgres = await PostgresInstance.start(await makePostgresTemplate(folder), join(folder, 'postgres'), guard);
    const network = await startTcpProxy(() => [{ port: postgres.port }]);
    const broker = await startRabbitNode({ config: [`max_message_size = ${MAX_MESSAGE_BYTES}`] });
    const queue = await (await AuditQueue.declare(broker.url, uniqueName('events'))).bind();
    const brokerNetwork = await startTcpProxy(() => [{ port: broker.port }]);
    const products = await startProductStub();
    return new Environment({ postgres, network, broker, brokerNetwork, queue, products, guard });
  }

  /** Starts a server on this port, or on any; returns its address. */
  async serve(port = 0, config: Partial<Config> = {}, overrides: Overrides = {}): Promise<string> {
    const logger = pino({ level: 'silent' });
    const relay = { options: RELAY };
    const server = await startServer({ ...this.#config(port), ...config }, logger, { relay, ...overrides });
    const address = new URL(server.url).host;
    this.#servers.set(address, server);
    return address;
  }

  /** Starts a program with workers on this port. */
  async serveByWorkers(port: number, workers: number): Promise<OrderServiceProcess> {
    const env = { ...this.variables(port), WORKERS: String(workers) };
    const program = new OrderServiceProcess(['serve'], { folder: tmpdir(), env });
    this.#guard.watch(program.pid);
    await eventually('every worker listens', () => workersOf(program).length === workers, MAX_START_MS);
    return program;
  }

  /** Stops the server at this address. */
  async end(address: string): Promise<void> {
    await this.#servers.get(address)?.stop();
    this.#servers.delete(address);
  }

  /** A client of a new user at the server with this address. */
  client(address: string): TestClient {
    return this.#as(address, { sub: String((this.#users += 1)) });
  }

  operator(address: string): TestClient {
    return this.#as(address, { sub: '1', role: 'operator' });
  }

  async stop(): Promise<void> {
    for (const address of [...this.#servers.keys()]) await this.end(address);
    await this.products.stop();
    await this.network.stop();
    await this.brokerNetwork.stop();
    await this.broker.stop();
    await this.#guard.close();
  }

  #as(address: string, of: Readonly<Record<string, string>>): TestClient {
    const token = signedToken(claims({ email: 'user@example.com', ...of }), { secret: this.#secret });
    return new TestClient(`http://${address}`, token);
  }

  /** The variables of the server at this port. */
  variables(port: number): Readonly<Record<string, string>> {
    const brokerUrl = new URL(this.broker.url);
    brokerUrl.port = String(this.brokerNetwork.port);
    return {
      ...INHERITED_SETTINGS,
      HOST: '127.0.0.1',
      PORT: String(port),
      DATABASE_URL: this.postgres.urlAt(this.network.port),
      SECRET_KEY: this.#secret,
      PRODUCT_SERVICE_URL: this.products.url,
      PRODUCT_SERVICE_TIMEOUT: '3',
      RABBITMQ_URL: brokerUrl.href,
      RABBITMQ_EXCHANGE: this.queue.exchange,
      TIMED_TRANSITIONS,
    };
  }

  #config(port: number): Config {
    const { config, problems } = readConfig(this.variables(port));
    if (!config) throw new Error(problems.join('\n'));
    return config;
  }
}

/** The process ids of all workers that have listened, oldest first. */
export function workersOf(program: OrderServiceProcess): number[] {
  const lines = program.stdout.split('\n').filter((line) => line.includes('"a worker listens"'));
  return lines.map((line) => (JSON.parse(line) as { worker: number }).worker);
}

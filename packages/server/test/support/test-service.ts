import { randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import pg from 'pg';
import { createTestDatabase } from '../../../../test/services/postgres.js';
import { readConfig, type Config } from '../../src/config.js';
import { startSampleCatalogue, type SampleCatalogue } from '../../src/embedded/sample-catalogue.js';
import { createLogger } from '../../src/logger.js';
import type { Overrides } from '../../src/overrides.js';
import { startServer, type RunningServer } from '../../src/server.js';
import { INHERITED_SETTINGS } from './inherited-settings.js';
import { claims, signedToken } from './signed-token.js';
import { TestClient } from './test-client.js';

/** The user of a token; the address is `user<userId>@example.com` unless given. */
export interface TokenFor {
  readonly userId: number;
  readonly email?: string;
  readonly role?: string;
  readonly scope?: string;
}

export interface TestServiceOptions {
  readonly config?: Partial<Config>;
  readonly overrides?: Overrides;
  /** Servers on the same database; 1 if absent. */
  readonly replicas?: number;
  /** False for an empty database. */
  readonly migrated?: boolean;
}

let users = 1_000;

/** The service as composed in production, with its own database and product service. */
export class TestService {
  readonly databaseUrl: string;
  readonly catalogue: SampleCatalogue;
  readonly database: pg.Client;
  readonly secret = randomBytes(32).toString('base64url');
  /** The logged lines. */
  readonly logLines: string[] = [];
  readonly replicas: RunningServer[] = [];
  readonly #stops: (() => Promise<unknown>)[] = [];

  private constructor(databaseUrl: string, catalogue: SampleCatalogue, database: pg.Client) {
    this.databaseUrl = databaseUrl;
    this.catalogue = catalogue;
    this.database = database;
  }

  static async start({
    config,
    overrides,
    replicas = 1,
    migrated = true,
  }: TestServiceOptions = {}): Promise<TestService> {
    const test = await createTestDatabase({ migrated });
    const catalogue = await startSampleCatalogue();
    const database = new pg.Client({ connectionString: test.url });
    database.on('error', () => undefined); // a test may terminate its connections
    await database.connect();
    const service = new TestService(test.url, catalogue, database);
    service.#stops.push(
      () => test.drop(),
      () => catalogue.stop(),
      () => database.end(),
    );
    for (let started = 0; started < replicas; started += 1) await service.addReplica(config, overrides);
    return service;
  }

  async addReplica(config: Partial<Config> = {}, overrides: Overrides = {}): Promise<RunningServer> {
    const logger = createLogger(config.logLevel ?? 'debug', this.#logSink());
    const server = await startServer({ ...this.config(), ...config }, logger, { healthMaxAgeMs: 0, ...overrides });
    this.replicas.push(server);
    this.#stops.push(() => server.stop());
    return server;
  }

  /** The configuration that follows from this service's addresses and the defaults. */
  config(): Config {
    const { config, problems } = readConfig({
      ...INHERITED_SETTINGS,
      HOST: '127.0.0.1',
      PORT: '0',
      DATABASE_URL: this.databaseUrl,
      SECRET_KEY: this.secret,
      PRODUCT_SERVICE_URL: this.catalogue.url,
      RABBITMQ_URL: 'none',
      LOG_LEVEL: 'debug',
    });
    if (!config) throw new Error(problems.join('\n'));
    return config;
  }

  get url(): string {
    return this.replicas[0]!.url;
  }

  /** A client with a token, of the first replica unless given. */
  as(whom: TokenFor, replica = 0): TestClient {
    return new TestClient(this.replicas[replica]!.url, this.token(whom));
  }

  token({ userId, email = `user${userId}@example.com`, ...rest }: TokenFor): string {
    return signedToken(claims({ sub: String(userId), email, ...rest }), { secret: this.secret });
  }

  /** A client with a new user id. */
  newUser(replica = 0): TestClient {
    return this.as({ userId: this.newUserId() }, replica);
  }

  newUserId(): number {
    return (users += 1);
  }

  operator(replica = 0): TestClient {
    return this.as({ userId: 1, role: 'operator' }, replica);
  }

  anonymous(): TestClient {
    return new TestClient(this.url, undefined);
  }

  async query<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.database.query<Row>(sql, values)).rows;
  }

  /** The number of the user's orders in the database. */
  async ordersOf(userId: number): Promise<number> {
    const [row] = await this.query<{ count: number }>('SELECT count(*)::int FROM orders WHERE user_id = $1', [userId]);
    return row!.count;
  }

  /** Stops servers, product service and database, in reverse order. */
  async stop(): Promise<void> {
    for (const stop of this.#stops.splice(0).reverse()) await stop();
  }

  #logSink(): Writable {
    return new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.logLines.push(...chunk.toString('utf8').split('\n').filter(Boolean));
        done();
      },
    });
  }
}

/** Starts a service before the tests of the suite and stops it after them; returns a function that returns it. */
export function useTestService(options: TestServiceOptions = {}): () => TestService {
  let service: TestService | undefined;
  before('start the service', async () => {
    service = await TestService.start(options);
  });
  after('stop the service', () => service?.stop());
  return () => {
    if (!service) throw new Error('The service runs from `before` on');
    return service;
  };
}

/** The user id in a client's token. */
export function userIdOf(client: TestClient): number {
  const claims = JSON.parse(Buffer.from(client.token!.split('.')[1]!, 'base64url').toString()) as { sub: string };
  return Number(claims.sub);
}

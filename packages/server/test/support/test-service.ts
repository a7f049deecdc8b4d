import { randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import pg from 'pg';
import { createTestDatabase } from '../../../../test/services/postgres.js';
import { readConfig, type Config } from '../../src/config.js';
import { startSampleCatalogue, type SampleCatalogue } from '../../src/embedded/sample-catalogue.js';
import { createLogger } from '../../src/logger.js';
import { startServer, type RunningServer, type Overrides } from '../../src/server.js';
import { INHERITED_SETTINGS } from './inherited-settings.js';
import { claims, signedToken } from './signed-token.js';
import { TestClient } from './test-client.js';

/** Whom a token names; `user<userId>@example.com` where no address is given. */
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
  /** False for a database that no migration has seen. */
  readonly migrated?: boolean;
}

let users = 1_000;

/** The service as it is composed in production, on a database and a catalogue of its own. */
export class TestService {
  readonly secret = randomBytes(32).toString('base64url');
  /** What was logged, line by line. */
  readonly logLines: string[] = [];
  readonly replicas: RunningServer[] = [];
  readonly #stops: (() => Promise<unknown>)[] = [];

  private constructor(
    readonly databaseUrl: string,
    readonly catalogue: SampleCatalogue,
    readonly database: pg.Client,
  ) {}

  static async start({
    config,
    overrides,
    replicas = 1,
    migrated = true,
  }: TestServiceOptions = {}): Promise<TestService> {
    const test = await createTestDatabase({ migrated });
    const catalogue = await startSampleCatalogue();
    const database = new pg.Client({ connectionString: test.url });
    database.on('error', () => undefined); // of a test that cuts the connections of its database
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
    const server = await startServer({ ...this.config(), ...config }, logger, overrides);
    this.replicas.push(server);
    this.#stops.push(() => server.stop());
    return server;
  }

  /** What the environment's defaults make of this service's addresses. */
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

  /** Someone with a token, at the first replica or at another one. */
  as(whom: TokenFor, replica = 0): TestClient {
    return new TestClient(this.replicas[replica]!.url, this.token(whom));
  }

  token({ userId, email = `user${userId}@example.com`, ...rest }: TokenFor): string {
    return signedToken(claims({ sub: String(userId), email, ...rest }), { secret: this.secret });
  }

  /** A user nobody was before. */
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

  /** How many orders `userId` has, as the database knows. */
  async ordersOf(userId: number): Promise<number> {
    const [row] = await this.query<{ count: number }>('SELECT count(*)::int FROM orders WHERE user_id = $1', [userId]);
    return row!.count;
  }

  /** Stops servers, catalogue and database, the newest first. */
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

/** Starts a service before the tests of this suite and stops it after them; the function returned hands it out. */
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

/** The user a client's token names. */
export function userIdOf(client: TestClient): number {
  const claims = JSON.parse(Buffer.from(client.token!.split('.')[1]!, 'base64url').toString()) as { sub: string };
  return Number(claims.sub);
}

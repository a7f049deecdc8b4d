import { randomBytes } from 'node:crypto';
import jsonwebtoken from 'jsonwebtoken';
import { startTogether, type StartedParts } from '../concurrency/started-parts.js';
import { readConfig, type BrokerConfig, type Config } from '../config.js';
import { migrateToLatest } from '../db/migrate.js';
import { createLogger, type LogLevel } from '../logger.js';
import { startServer, type RunningServer } from '../server.js';
import { startEmbeddedPostgres, startTemporaryPostgres } from './embedded-postgres.js';
import { startSampleCatalogue, type SampleCatalogue } from './sample-catalogue.js';
import type { SampleProduct } from './sample-products.js';

export interface StartOrderServiceOptions {
  /** The service's port; a free one if absent. */
  readonly port?: number;
  /** Whether a free port will do where `port` is taken; if absent, that is an error. */
  readonly anyPortIfTaken?: boolean;
  /** 127.0.0.1 if absent. */
  readonly host?: string;
  /** Where the data is kept from one start to the next; without it, a temporary folder that goes with the service. */
  readonly dataDirectory?: string;
  /** An existing, empty or migrated, database to use instead of an embedded one. */
  readonly databaseUrl?: string;
  /** What is sold; a dozen sample products if absent. */
  readonly products?: Iterable<SampleProduct>;
  /** The port of the catalogue; a free one if absent. */
  readonly cataloguePort?: number;
  /** A product service to use instead of the catalogue. */
  readonly productServiceUrl?: string;
  /** RabbitMQ to publish to; without it, events stay in the outbox and in the feed. */
  readonly broker?: BrokerConfig;
  /** Signs tokens; a new random one if absent. */
  readonly secret?: string;
  /** `silent` if absent. */
  readonly logLevel?: LogLevel;
  /** Anything else of the server's configuration. */
  readonly config?: Partial<Config>;
  /** Milliseconds since 1970, for the tokens that are signed and those that are verified; the system's clock if absent. */
  readonly now?: () => number;
}

/** Whom a token names. */
export interface TokenFor {
  readonly userId: number;
  /** `user<userId>@example.com` if absent. */
  readonly email?: string;
  /** `operator` and `admin`, also as one of several, see and change every order. */
  readonly role?: string | readonly string[];
  /** Words with blanks between; `orders:manage` is an operator's. */
  readonly scope?: string;
  /** 30 minutes if absent, as the user service's tokens; may be negative. */
  readonly expiresInSeconds?: number;
}

/** A whole order service that runs in this process, on a real PostgreSQL. */
export interface OrderService {
  /** Base URL of the HTTP API. */
  readonly url: string;
  readonly databaseUrl: string;
  /** The catalogue that orders are checked against; undefined when `productServiceUrl` was given. */
  readonly catalogue: SampleCatalogue | undefined;
  /** A bearer token that the service accepts. */
  token(claims: TokenFor): string;
  /** Finishes what is under way and closes everything; twice is once. */
  stop(): Promise<void>;
}

const TOKEN_LIFE_SECONDS = 30 * 60;
const DATABASE_NAME = 'orders_db';

/**
 * Starts the order service with all it needs: PostgreSQL, the schema, and a catalogue of products, each real. It takes a
 * second; nothing has to be installed, and no network is used.
 * @throws EmbeddedPostgresError, or the error of the port that could not be bound, with nothing left running.
 */
export async function startOrderService(options: StartOrderServiceOptions = {}): Promise<OrderService> {
  return await startTogether((parts) => start(options, parts));
}

async function start(options: StartOrderServiceOptions, parts: StartedParts): Promise<OrderService> {
  const { secret = randomBytes(32).toString('base64url'), logLevel = 'silent', now = Date.now } = options;
  const databaseUrl = options.databaseUrl ?? (await startDatabase(options.dataDirectory, parts));
  await migrateToLatest(databaseUrl);
  const catalogue = options.productServiceUrl === undefined ? await startCatalogue(options, parts) : undefined;

  const config: Config = {
    ...configOf(databaseUrl, secret, options.productServiceUrl ?? catalogue?.url ?? ''),
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 0,
    broker: options.broker,
    logLevel,
    ...options.config,
  };
  const server = parts.add(await listenSomewhere(config, now, options.anyPortIfTaken));
  return {
    url: server.url,
    databaseUrl,
    catalogue,
    token: (claims) => signToken(claims, secret, now),
    stop: () => parts.stop(),
  };
}

/** That of a deployment which sets what it must, and nothing else. */
function configOf(databaseUrl: string, secret: string, productServiceUrl: string): Config {
  const { config, problems } = readConfig({
    DATABASE_URL: databaseUrl,
    SECRET_KEY: secret,
    PRODUCT_SERVICE_URL: productServiceUrl,
    RABBITMQ_URL: 'none',
  });
  if (!config) throw new TypeError(problems.join(' '));
  return config;
}

async function startDatabase(dataDirectory: string | undefined, parts: StartedParts): Promise<string> {
  const postgres = parts.add(
    await (dataDirectory === undefined ? startTemporaryPostgres() : startEmbeddedPostgres({ dataDirectory })),
  );
  return await postgres.createDatabase(DATABASE_NAME);
}

async function startCatalogue(
  { products, cataloguePort }: StartOrderServiceOptions,
  parts: StartedParts,
): Promise<SampleCatalogue> {
  return parts.add(
    await startSampleCatalogue({
      ...(products && { products }),
      ...(cataloguePort !== undefined && { port: cataloguePort }),
    }),
  );
}

/** Whether the port is free is only known by trying: another process may take it at any moment. */
async function listenSomewhere(config: Config, now: () => number, anyPortIfTaken = false): Promise<RunningServer> {
  const logger = createLogger(config.logLevel);
  try {
    return await startServer(config, logger, { now });
  } catch (error) {
    if (!anyPortIfTaken || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return await startServer({ ...config, port: 0 }, logger, { now });
  }
}

/** A token as the shop's user service makes them: HS256, `sub` as digits, `email`, `exp`. */
function signToken(
  { userId, email, role, scope, expiresInSeconds }: TokenFor,
  secret: string,
  now: () => number,
): string {
  const claims = {
    sub: String(userId),
    email: email ?? `user${userId}@example.com`,
    exp: Math.floor(now() / 1000) + (expiresInSeconds ?? TOKEN_LIFE_SECONDS),
    ...(role !== undefined && { role }),
    ...(scope !== undefined && { scope }),
  };
  return jsonwebtoken.sign(claims, secret, { algorithm: 'HS256', noTimestamp: true });
}

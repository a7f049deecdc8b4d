import { randomBytes } from 'node:crypto';
import { startTogether, type StartedParts } from '../concurrency/started-parts.js';
import { readConfig, type Config } from '../config.js';
import type { BrokerConfig } from '../config/broker.js';
import { migrateToLatest } from '../db/migrate.js';
import { createLogger, type LogLevel } from '../logger.js';
import type { Overrides } from '../overrides.js';
import { startServer, type RunningServer } from '../server.js';
import { startEmbeddedPostgres, startTemporaryPostgres } from './embedded-postgres.js';
import { startSampleCatalogue, type SampleCatalogue } from './sample-catalogue.js';
import type { SampleProduct } from './sample-products.js';
import { signToken, type TokenClaims } from './sign-token.js';

export interface StartOrderServiceOptions {
  /** The port to listen on; any free one if absent. */
  readonly port?: number;
  /** Whether to use another free port when `port` is taken, instead of failing. */
  readonly anyPortIfTaken?: boolean;
  /** 127.0.0.1 if absent. */
  readonly host?: string;
  /** Keeps the data for the next start. If absent, a temporary folder is deleted when the service stops. */
  readonly dataDirectory?: string;
  /** A database to use instead of an embedded PostgreSQL: empty, or with a schema of this service. */
  readonly databaseUrl?: string;
  /** The products of the catalogue; a dozen sample products if absent. */
  readonly products?: Iterable<SampleProduct>;
  /** The port of the catalogue; any free one if absent. */
  readonly cataloguePort?: number;
  /** A product service to use instead of the catalogue. */
  readonly productServiceUrl?: string;
  /** The RabbitMQ to publish to. If absent, events stay in the outbox and in the feed. */
  readonly broker?: BrokerConfig;
  /** Signs tokens; a new random one if absent. */
  readonly secret?: string;
  /** `silent` if absent. */
  readonly logLevel?: LogLevel;
  /** Other settings of the server. */
  readonly config?: Partial<Config>;
}

/** A whole order service in this process, with a real PostgreSQL. */
export interface OrderService {
  /** The base URL of the HTTP API. */
  readonly url: string;
  readonly databaseUrl: string;
  /** The catalogue that orders are checked against; undefined when `productServiceUrl` was given. */
  readonly catalogue: SampleCatalogue | undefined;
  /** A bearer token that the service accepts. */
  token(claims: TokenClaims): string;
  /** Finishes the requests in progress and stops everything. Idempotent. */
  stop(): Promise<void>;
}

const SECRET_BYTES = 32;
const DATABASE_NAME = 'orders_db';

/**
 * Starts the order service with everything it needs: PostgreSQL, the schema, and a catalogue of products. It takes about a
 * second and uses no network.
 * @param overrides test hooks; the clock decides when tokens are signed and whether they are valid
 * @throws EmbeddedPostgresError, or the error of a port that cannot be opened; then nothing is left running
 */
export async function startOrderService(
  options: StartOrderServiceOptions = {},
  overrides: Pick<Overrides, 'now'> = {},
): Promise<OrderService> {
  return await startTogether((parts) => startParts(options, overrides, parts));
}

async function startParts(
  options: StartOrderServiceOptions,
  overrides: Pick<Overrides, 'now'>,
  parts: StartedParts,
): Promise<OrderService> {
  const { secret = randomBytes(SECRET_BYTES).toString('base64url'), logLevel = 'silent' } = options;
  const databaseUrl = options.databaseUrl ?? (await startDatabase(options.dataDirectory, parts));
  await migrateToLatest(databaseUrl);
  const catalogue = options.productServiceUrl === undefined ? await startCatalogue(options, parts) : undefined;

  const config: Config = {
    ...defaultConfig(databaseUrl, secret, options.productServiceUrl ?? catalogue?.url ?? ''),
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 0,
    broker: options.broker,
    logLevel,
    ...options.config,
  };
  const server = parts.add(await startOnFreePort(config, overrides, options.anyPortIfTaken ?? false));
  return {
    url: server.url,
    databaseUrl,
    catalogue,
    token: (claims) => signToken(claims, secret, overrides.now ?? Date.now),
    stop: () => parts.stop(),
  };
}

/** The configuration of a deployment that sets the required variables only. */
function defaultConfig(databaseUrl: string, secret: string, productServiceUrl: string): Config {
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

/** Another process may take a port at any time, so whether it is free shows only when the server listens. */
async function startOnFreePort(config: Config, overrides: Overrides, anyPortIfTaken: boolean): Promise<RunningServer> {
  const logger = createLogger(config.logLevel);
  try {
    return await startServer(config, logger, overrides);
  } catch (error) {
    if (!anyPortIfTaken || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return await startServer({ ...config, port: 0 }, logger, overrides);
  }
}

import { readFileSync } from 'node:fs';
import { readAllowedOrigins } from './config/allowed-origins.js';
import { readBroker, type BrokerConfig } from './config/broker.js';
import { readCompatibility, type CompatibleService } from './config/compatibility.js';
import { isFileReadByOthers } from './config/file-mode.js';
import { MAX_PORT, Variables, type Environment } from './config/environment-variables.js';
import { readEventRetention } from './config/event-retention.js';
import { readHttps, type HttpsConfig } from './config/https.js';
import { readMetricsExport, type MetricsExportConfig } from './config/metrics-export.js';
import { readOwnerTransitions } from './config/owner-transitions.js';
import { readProductBatchPath } from './config/product-batch-path.js';
import { readSignIn, type SignInConfig } from './config/sign-in.js';
import { readTimedTransitions } from './config/timed-transitions.js';
import { readTracing, type TracingConfig } from './config/tracing.js';
import { parseDatabaseUrl } from './db/database-url.js';
import type { OrderStatus } from './domain/order-status.js';
import type { TimedTransition } from './domain/timed-transition.js';
import { LOG_LEVELS, type LogLevel } from './logger.js';

export interface Config {
  readonly host: string;
  readonly port: number;
  /** Absent for HTTP. */
  readonly https?: HttpsConfig;
  readonly databaseUrl: string;
  /** Reads it again; absent unless it is given as a file. */
  readonly readDatabaseUrl?: () => string;
  readonly maxDatabaseConnections: number;
  readonly statementTimeoutMs: number;
  /** A statement that takes longer is logged; 0 for none. */
  readonly slowStatementMs: number;
  /** Orders, or changes of status, in one statement; 1 gives each its own. */
  readonly maxGroupCommit: number;
  readonly migrateOnStart: boolean;
  /** Whether nothing is written: changes are refused, and no events are published. */
  readonly readOnly: boolean;
  /** Processes that listen on the port together. */
  readonly workers: number;
  readonly signIn: SignInConfig;
  readonly productServiceUrl: string;
  readonly productServiceTimeoutMs: number;
  /** A path and query with `{ids}`, where several products are looked up at once. */
  readonly productBatchPath: string | undefined;
  readonly productCacheMs: number;
  /** From SIGTERM until the listener is closed. */
  readonly shutdownDelayMs: number;
  /** Undefined: events stay in the outbox and in the feed. */
  readonly broker: BrokerConfig | undefined;
  readonly ownerTransitions: ReadonlySet<OrderStatus>;
  readonly timedTransitions: readonly TimedTransition[];
  readonly idempotencyKeyHours: number;
  /** How long events of finished orders are kept; undefined for ever. */
  readonly eventRetentionSeconds: number | undefined;
  /** For each user; 0 for no limit. */
  readonly requestsPerMinute: number;
  /** The origins whose pages may call the service from a browser; none by default. */
  readonly allowedOrigins: ReadonlySet<string>;
  /** Whether the contract and its page are served. */
  readonly docs: boolean;
  /** The service whose clients are answered as they were by it; undefined for the contract alone. */
  readonly compatibility: CompatibleService | undefined;
  /** Where health and metrics are served instead of `port`; undefined to serve them there. */
  readonly operationsPort: number | undefined;
  readonly logLevel: LogLevel;
  /** Undefined where traces are not exported. */
  readonly tracing: TracingConfig | undefined;
  /** Undefined where metrics are only served, not exported. */
  readonly metricsExport: MetricsExportConfig | undefined;
}

export interface ConfigResult {
  /** Undefined when there are problems. */
  readonly config: Config | undefined;
  /** Every invalid variable: a sentence that names it and says how to correct it. */
  readonly problems: readonly string[];
  /** What works, but is not safe. */
  readonly warnings: readonly string[];
}

const MIN_IDEMPOTENCY_KEY_HOURS = 24;
const MAX_IDEMPOTENCY_KEY_HOURS = 365 * 24;
const MAX_SHUTDOWN_DELAY_MS = 120_000;

/**
 * Reads the whole configuration from environment variables, and reports every problem together. Instead of a variable `X`,
 * `X_FILE` may be the path of a file with its value, which `readText` reads.
 */
export function readConfig(
  env: Environment,
  readText: (path: string) => string = readTextFile,
  isReadByOthers: (path: string) => boolean = isFileReadByOthers,
): ConfigResult {
  const variables = new Variables(env, readText, isReadByOthers);
  const readAgain = variables.ifFiles(['DATABASE_URL'], (again) => readDatabaseUrl(again));
  const https = readHttps(variables);
  const timedTransitions = readTimedTransitions(variables);
  const idempotencyKeyHours = variables.integer('IDEMPOTENCY_KEY_TTL_HOURS', {
    fallback: MIN_IDEMPOTENCY_KEY_HOURS,
    min: MIN_IDEMPOTENCY_KEY_HOURS,
    max: MAX_IDEMPOTENCY_KEY_HOURS,
  });
  const config: Config = {
    host: variables.text('HOST', '0.0.0.0'),
    port: readPort(variables),
    ...(https && { https }),
    databaseUrl: readDatabaseUrl(variables),
    ...(readAgain && { readDatabaseUrl: readAgain }),
    maxDatabaseConnections: variables.integer('MAX_DATABASE_CONNECTIONS', { fallback: 8, min: 1, max: 200 }),
    statementTimeoutMs: variables.integer('DATABASE_STATEMENT_TIMEOUT_MS', {
      fallback: 10_000,
      min: 100,
      max: 600_000,
    }),
    slowStatementMs: variables.integer('SLOW_STATEMENT_MS', { fallback: 0, min: 0, max: 600_000 }),
    maxGroupCommit: variables.integer('MAX_GROUP_COMMIT', { fallback: 64, min: 1, max: 1_000 }),
    migrateOnStart: variables.flag('MIGRATE_ON_START', false),
    readOnly: variables.flag('READ_ONLY', false),
    workers: variables.integer('WORKERS', { fallback: 1, min: 1, max: 64 }),
    signIn: readSignIn(variables),
    productServiceUrl: variables.url('PRODUCT_SERVICE_URL', ['http', 'https']),
    productServiceTimeoutMs: Math.round(
      variables.number('PRODUCT_SERVICE_TIMEOUT', { fallback: 5, min: 0.01, max: 120 }) * 1000,
    ),
    productBatchPath: readProductBatchPath(variables),
    productCacheMs: variables.integer('PRODUCT_CACHE_MS', { fallback: 0, min: 0, max: 3_600_000 }),
    shutdownDelayMs: variables.integer('SHUTDOWN_DELAY_MS', { fallback: 2_000, min: 0, max: MAX_SHUTDOWN_DELAY_MS }),
    broker: readBroker(variables),
    ownerTransitions: readOwnerTransitions(variables),
    timedTransitions,
    idempotencyKeyHours,
    eventRetentionSeconds: readEventRetention(variables, { idempotencyKeyHours, timedTransitions }),
    requestsPerMinute: variables.integer('RATE_LIMIT_PER_MINUTE', { fallback: 0, min: 0, max: 10_000_000 }),
    allowedOrigins: readAllowedOrigins(variables),
    compatibility: readCompatibility(variables),
    operationsPort: readOperationsPort(variables),
    docs: variables.choice('DOCS', ['on', 'off'], 'on') === 'on',
    logLevel: readLogLevel(variables, 'info'),
    tracing: readTracing(variables),
    metricsExport: readMetricsExport(variables),
  };
  const sslKey = sslKeyFile(config.databaseUrl);
  if (sslKey !== undefined) variables.warnIfReadByOthers('sslkey of DATABASE_URL', sslKey);
  const { warnings } = variables;
  const problems = [...new Set(variables.problems)]; // several settings may read one variable
  return { config: problems.length > 0 ? undefined : config, problems, warnings };
}

/** The configuration of `dev`: its port, its log level, and a broker if one is configured. */
export function readDevConfig(
  env: Environment,
): Pick<Config, 'port' | 'broker' | 'logLevel'> & Pick<ConfigResult, 'problems'> {
  const variables = new Variables(env, readTextFile);
  const hasBroker =
    variables.optional('RABBITMQ_URL') !== undefined || variables.optional('RABBITMQ_HOST') !== undefined;
  return {
    port: readPort(variables),
    broker: hasBroker ? readBroker(variables) : undefined,
    logLevel: readLogLevel(variables, 'warn'),
    problems: variables.problems,
  };
}

/** The configuration of `migrate`. */
export function readMigrateConfig(env: Environment): Pick<Config, 'databaseUrl'> & Pick<ConfigResult, 'problems'> {
  const variables = new Variables(env, readTextFile);
  return { databaseUrl: readDatabaseUrl(variables), problems: variables.problems };
}

/** The configuration of `token`. */
export function readTokenConfig(env: Environment): Pick<Config, 'signIn'> & Pick<ConfigResult, 'problems'> {
  const variables = new Variables(env, readTextFile);
  return { signIn: readSignIn(variables), problems: variables.problems };
}

/** The configuration of `migrate --adopt-existing`. */
export interface AdoptConfig {
  readonly databaseUrl: string;
  /** The database with the table of users, for their addresses. */
  readonly usersUrl: string | undefined;
}

export function readAdoptConfig(env: Environment): AdoptConfig & Pick<ConfigResult, 'problems'> {
  const variables = new Variables(env, readTextFile);
  return {
    databaseUrl: readDatabaseUrl(variables),
    usersUrl: readUsersUrl(variables),
    problems: variables.problems,
  };
}

export interface ImportConfig extends AdoptConfig {
  readonly sourceUrl: string;
}

/** The configuration of `import`. */
export function readImportConfig(env: Environment): ImportConfig & Pick<ConfigResult, 'problems'> {
  const variables = new Variables(env, readTextFile);
  return {
    databaseUrl: readDatabaseUrl(variables),
    sourceUrl: readDatabaseUrl(variables, 'IMPORT_DATABASE_URL'),
    usersUrl: readUsersUrl(variables),
    problems: variables.problems,
  };
}

const USERS_URL = 'IMPORT_USERS_DATABASE_URL';

function readUsersUrl(variables: Variables): string | undefined {
  return variables.optional(USERS_URL) === undefined ? undefined : readDatabaseUrl(variables, USERS_URL);
}

/** The configuration of `catalogue`. */
export function readCatalogueConfig(env: Environment): Pick<Config, 'host' | 'port'> & Pick<ConfigResult, 'problems'> {
  const variables = new Variables(env, readTextFile);
  return {
    host: variables.text('HOST', '0.0.0.0'),
    port: readPort(variables, 8001),
    problems: variables.problems,
  };
}

function readDatabaseUrl(variables: Variables, name = 'DATABASE_URL'): string {
  return variables.checked(
    name,
    'a URL that begins with postgresql:// or postgres://',
    (url, readText) => parseDatabaseUrl(url, readText).problems,
  );
}

function readOperationsPort(variables: Variables): number | undefined {
  if (variables.optional('OPERATIONS_PORT') === undefined) return undefined;
  return variables.integer('OPERATIONS_PORT', { fallback: 0, min: 0, max: MAX_PORT });
}

function readPort(variables: Variables, fallback = 8002): number {
  return variables.integer('PORT', { fallback, min: 0, max: MAX_PORT });
}

function readLogLevel(variables: Variables, fallback: LogLevel): LogLevel {
  return variables.choice('LOG_LEVEL', LOG_LEVELS, fallback);
}

/** A URL with several hosts is none that `URL` parses. */
function sslKeyFile(databaseUrl: string): string | undefined {
  const [, query = ''] = databaseUrl.split('?');
  return new URLSearchParams(query).get('sslkey') ?? undefined;
}

function readTextFile(path: string): string {
  return readFileSync(path, 'utf8');
}

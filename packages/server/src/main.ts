import cluster from 'node:cluster';
import type { Logger } from 'pino';
import { readCommandLine, type CommandLine, type CommandName } from './command-line.js';
import { readCatalogueConfig, readConfig, readDevConfig, readMigrateConfig, type Config } from './config.js';
import { migrateToLatest } from './db/migrate.js';
import { devGreeting } from './dev-greeting.js';
import { startDevService } from './embedded/dev-service.js';
import { startSampleCatalogue } from './embedded/sample-catalogue.js';
import type { Environment } from './environment-variables.js';
import { contract } from './http/contract/document.js';
import { createLogger } from './logger.js';
import { startServer } from './server.js';
import { describeFailure, UsageError } from './start-failure.js';
import { RETIRE, startWorkers } from './workers.js';

/** Something that runs until it is told to stop; `handOver` where a successor runs already. */
interface Running {
  stop(options?: { readonly handOver?: boolean }): Promise<void>;
}

const EXIT_FAILURE = 1;
const EXIT_USAGE = 2;

/**
 * npm passes a Ctrl-C on to a program that the terminal has told already: what follows so soon is the same Ctrl-C, and
 * not somebody who has lost patience.
 */
const SAME_SIGNAL_MS = 500;

const COMMANDS: Readonly<Record<CommandName, (env: Environment, line: CommandLine) => Promise<void>>> = {
  serve,
  migrate,
  dev,
  catalogue,
};

async function main(args: readonly string[], env: Environment): Promise<void> {
  const hasDatabase = Boolean(env.DATABASE_URL) || Boolean(env.DATABASE_URL_FILE);
  const line = readCommandLine(args, { version: contract.info.version, hasDatabase });
  if ('text' in line) {
    (line.failed ? process.stderr : process.stdout).write(line.text);
    if (line.failed) process.exitCode = EXIT_USAGE;
    return;
  }
  const given = { ...env, ...(line.host && { HOST: line.host }), ...(line.port && { PORT: line.port }) };
  await COMMANDS[line.command](given, line);
}

async function serve(env: Environment): Promise<void> {
  const config = validConfig(env);
  const logger = createLogger(config.logLevel);
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'a fault nobody handles: ending');
    process.exit(EXIT_FAILURE);
  });
  if (config.workers === 1 || cluster.isWorker) await runUntilTold(startServer(config, logger));
  else await lead(config.workers, logger);
}

/** Runs `count` workers; SIGHUP replaces them one by one. */
async function lead(count: number, logger: Logger): Promise<void> {
  const starting = startWorkers(count, logger);
  process.on('SIGHUP', () => {
    starting.then((workers) => workers.restart()).catch(fail);
  });
  await runUntilTold(starting);
}

async function migrate(env: Environment): Promise<void> {
  const { databaseUrl, problems } = readMigrateConfig(env);
  if (problems.length > 0) throw new UsageError(problems);
  const names = await migrateToLatest(databaseUrl);
  process.stdout.write(names.length > 0 ? `Migrated: ${names.join(', ')}\n` : 'The schema is current.\n');
}

/** `HOST` is not heeded here: some shells and toolchains set it to something else, and a laptop is no server. */
async function dev(env: Environment, { host, temporary }: CommandLine): Promise<void> {
  const { port, broker, logLevel, problems } = readDevConfig(env);
  if (problems.length > 0) throw new UsageError(problems);
  const service = await runUntilTold(
    startDevService({ folder: process.cwd(), host, port, broker, logLevel, temporary }),
  );
  process.stdout.write(devGreeting({ ...service, wantedPort: port, publishesEvents: broker !== undefined, temporary }));
}

async function catalogue(env: Environment): Promise<void> {
  const { host, port, problems } = readCatalogueConfig(env);
  if (problems.length > 0) throw new UsageError(problems);
  const { url } = await runUntilTold(startSampleCatalogue({ host, port }));
  process.stdout.write(`Sample products: ${url}/api/v1/products\n`);
}

function validConfig(env: Environment): Config {
  const { config, problems, warnings } = readConfig(env);
  if (cluster.isPrimary) for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`);
  if (!config) throw new UsageError(problems);
  return config;
}

/**
 * The first signal drains, also while the start is still under way; a second one does not wait. A program that has
 * forked this one and is gone, however it ended, counts as a signal.
 */
async function runUntilTold<Runs extends Running>(starting: Promise<Runs>): Promise<Runs> {
  let toldAtMs: number | undefined;
  const stop = (handOver: boolean): void => {
    if (toldAtMs === undefined) {
      toldAtMs = performance.now();
      starting.then((running) => running.stop({ handOver })).then(() => process.exit(0), fail);
    } else if (performance.now() - toldAtMs > SAME_SIGNAL_MS) process.exit(EXIT_FAILURE);
  };
  for (const event of ['SIGTERM', 'SIGINT', 'disconnect']) process.on(event, () => stop(false));
  process.on('message', (message) => {
    if (message === RETIRE) stop(true);
  });
  try {
    return await starting;
  } catch (error) {
    if (toldAtMs !== undefined) process.exit(0); // a Ctrl-C reached what was being started, too
    throw error;
  }
}

function fail(error: unknown): never {
  for (const line of describeFailure(error)) process.stderr.write(`order-service: ${line}\n`);
  process.exit(error instanceof UsageError ? EXIT_USAGE : EXIT_FAILURE);
}

main(process.argv.slice(2), process.env).catch(fail);

import { readCommandLine, type CommandLine, type CommandName } from './command-line.js';
import { readCatalogueConfig, readConfig, readDevConfig, type Config } from './config.js';
import { migrateToLatest } from './db/migrate.js';
import { devGreeting } from './dev-greeting.js';
import { startDevService } from './embedded/dev-service.js';
import { startSampleCatalogue } from './embedded/sample-catalogue.js';
import type { Environment } from './environment-variables.js';
import { contractVersion } from './http/contract.js';
import { createLogger } from './logger.js';
import { startServer } from './server.js';
import { describeFailure, UsageError } from './start-failure.js';

/** Something that runs until it is told to stop. */
interface Running {
  stop(): Promise<void>;
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
  const line = readCommandLine(args, { version: contractVersion, hasDatabase });
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
  await runUntilTold(startServer(config, logger));
}

async function migrate(env: Environment): Promise<void> {
  const names = await migrateToLatest(validConfig(env).databaseUrl);
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
  for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`);
  if (!config) throw new UsageError(problems);
  return config;
}

/**
 * The first signal drains, also while the start is still under way; a second one does not wait. A program that has
 * forked this one and is gone, however it ended, counts as a signal.
 */
async function runUntilTold<Runs extends Running>(starting: Promise<Runs>): Promise<Runs> {
  let toldAtMs: number | undefined;
  const stop = (): void => {
    if (toldAtMs === undefined) {
      toldAtMs = performance.now();
      starting.then((running) => running.stop()).then(() => process.exit(0), fail);
    } else if (performance.now() - toldAtMs > SAME_SIGNAL_MS) process.exit(EXIT_FAILURE);
  };
  for (const event of ['SIGTERM', 'SIGINT', 'disconnect']) process.on(event, stop);
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

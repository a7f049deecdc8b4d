import { readCommandLine, type CommandName } from './command-line.js';
import { readConfig, readDevConfig, type Config } from './config.js';
import { migrateToLatest } from './db/migrate.js';
import type { Environment } from './environment-variables.js';
import { startDevService } from './embedded/dev-service.js';
import { startSampleCatalogue } from './embedded/sample-catalogue.js';
import { contractVersion } from './http/contract.js';
import { createLogger } from './logger.js';
import { startServer } from './server.js';

/** Something that runs until it is told to stop. */
interface Running {
  stop(): Promise<void>;
}

const EXIT_FAILURE = 1;
const EXIT_USAGE = 2;

const COMMANDS: Readonly<Record<CommandName, (env: Environment) => Promise<Running | undefined>>> = {
  serve,
  migrate,
  dev,
  catalogue,
};

async function main(args: readonly string[], env: Environment): Promise<void> {
  const hasDatabase = Boolean(env.DATABASE_URL ?? env.DATABASE_URL_FILE);
  const line = readCommandLine(args, { version: contractVersion, hasDatabase });
  if ('text' in line) {
    (line.failed ? process.stderr : process.stdout).write(line.text);
    if (line.failed) process.exitCode = EXIT_USAGE;
    return;
  }
  const given = { ...env, ...(line.host && { HOST: line.host }), ...(line.port && { PORT: line.port }) };
  const running = await COMMANDS[line.command](given);
  if (running) stopOnSignal(running);
}

async function serve(env: Environment): Promise<Running> {
  const config = validConfig(env);
  const logger = createLogger(config.logLevel);
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'a fault nobody handles: ending');
    process.exit(EXIT_FAILURE);
  });
  return await startServer(config, logger);
}

async function migrate(env: Environment): Promise<undefined> {
  const names = await migrateToLatest(validConfig(env).databaseUrl);
  process.stdout.write(names.length > 0 ? `Migrated: ${names.join(', ')}\n` : 'The schema is current.\n');
}

async function dev(env: Environment): Promise<Running> {
  const { port, broker, logLevel, problems } = readDevConfig(env);
  if (problems.length > 0) throw new UsageError(problems);
  const service = await startDevService({ folder: process.cwd(), port, broker, logLevel });
  const events = broker
    ? 'Events go to RabbitMQ.'
    : 'No broker is configured: events stay in the outbox and in the feed (GET /api/v1/events).';
  process.stdout.write(`Orders is running at ${service.url} (documentation: ${service.url}/docs).
Sample products: ${service.catalogueUrl}/api/v1/products
${events}
The data is kept in ${service.dataFolder}. Ctrl-C stops.

In another terminal, in this folder:
  npx orders create --item 1:2
  npx orders list
`);
  return service;
}

async function catalogue(env: Environment): Promise<Running> {
  const port = Number(env.PORT ?? 8001);
  const running = await startSampleCatalogue({ port, host: env.HOST ?? '0.0.0.0' });
  process.stdout.write(`Sample products: ${running.url}/api/v1/products\n`);
  return running;
}

/** What a person can mend, told line by line and without a stack. */
class UsageError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

function validConfig(env: Environment): Config {
  const { config, problems, warnings } = readConfig(env);
  for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`);
  if (!config) throw new UsageError(problems);
  return config;
}

/** The first signal drains; a second one does not wait. */
function stopOnSignal(running: Running): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(EXIT_FAILURE);
    stopping = true;
    running.stop().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

function fail(error: unknown): never {
  const lines = error instanceof UsageError ? error.problems : [error instanceof Error ? error.message : String(error)];
  for (const line of lines) process.stderr.write(`order-service: ${line}\n`);
  process.exit(error instanceof UsageError ? EXIT_USAGE : EXIT_FAILURE);
}

main(process.argv.slice(2), process.env).catch(fail);

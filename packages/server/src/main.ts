import cluster from 'node:cluster';
import type { Logger } from 'pino';
import { reportCertificates } from './certificates/certificate.js';
import { adoptCommand } from './adopt-command.js';
import { readCommandLine, type CommandLine, type CommandName, type ImportOptions } from './command-line.js';
import { certificatesOf } from './config/certificates.js';
import { isSet, type Environment } from './config/environment-variables.js';
import {
  readAdoptConfig,
  readCatalogueConfig,
  readConfig,
  readDevConfig,
  readImportConfig,
  readMigrateConfig,
  readTokenConfig,
  type Config,
} from './config.js';
import { startTogether } from './concurrency/started-parts.js';
import { devGreeting } from './dev-greeting.js';
import { passDiagnosticsOn } from './diagnostics/pass-on.js';
import { doctorCommand } from './doctor-command.js';
import { startDevService } from './embedded/dev-service.js';
import { startSampleCatalogue } from './embedded/sample-catalogue.js';
import { contract } from './http/contract/document.js';
import { importCommand, type ImportOutput } from './import-command.js';
import { lanesCommand } from './lanes-command.js';
import { switchLogLevelOnSignal } from './log-level-signal.js';
import { createLogger, flushLogs } from './logger.js';
import { migrateCommand } from './migrate-command.js';
import { linkToPrimary } from './processes/primary-link.js';
import { linkToWorkers } from './processes/worker-links.js';
import { startServer, type RunningServer, type StopOptions } from './server.js';
import { createToken } from './create-token.js';
import { neverBlockOnStandardStreams } from './standard-streams.js';
import { describeFailure, UsageError } from './start-failure.js';
import { startMetricsExport } from './telemetry/metrics-export.js';
import { collectWorkerMetrics, createWorkerMetrics } from './worker-metrics.js';
import { RETIRE, startWorkers } from './workers.js';

/** What a command has started. */
interface Running {
  stop(options: StopOptions): Promise<void>;
}

const EXIT_SUCCESS = 0;
const EXIT_FAILURE = 1;
const EXIT_USAGE = 2;

/**
 * A second signal ends the program at once, but not this soon: npm forwards a Ctrl-C to a program that has it from the
 * terminal already, so the program gets it twice.
 */
const MIN_SECOND_SIGNAL_MS = 500;

const COMMANDS: Readonly<Record<CommandName, (env: Environment, line: CommandLine) => Promise<void>>> = {
  serve,
  migrate,
  doctor,
  import: importOrders,
  lanes,
  token,
  dev,
  catalogue,
};

async function main(args: readonly string[], env: Environment): Promise<void> {
  const line = readCommandLine(args, { version: contract.info.version, hasDatabase: isSet(env, 'DATABASE_URL') });
  if ('text' in line) {
    (line.failed ? process.stderr : process.stdout).write(line.text);
    if (line.failed) process.exitCode = EXIT_USAGE;
    return;
  }
  const environment = { ...env, ...(line.host && { HOST: line.host }), ...(line.port && { PORT: line.port }) };
  await COMMANDS[line.command](environment, line);
}

async function serve(env: Environment): Promise<void> {
  const config = validConfig(env);
  const logger = createLogger(config.logLevel);
  switchLogLevelOnSignal(logger);
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'uncaught exception: ending');
    end(EXIT_FAILURE);
  });
  if (config.workers > 1 && cluster.isPrimary) await serveByWorkers(config, logger);
  else await serveAlone(config, logger);
}

/** SIGHUP, which would end the program, makes it read passwords, keys and certificates again. */
async function serveAlone(config: Config, logger: Logger): Promise<void> {
  const starting = cluster.isWorker ? startWorker(config, logger) : startServer(config, logger);
  process.on('SIGHUP', () => {
    // The workers of a terminal get its SIGHUP, too; their primary process replaces them.
    if (!cluster.isPrimary) return;
    logger.warn('SIGHUP: files of passwords, keys and certificates are read again; other variables need a restart');
    starting.then((server) => server.renew()).catch(fail);
  });
  await runUntilSignal(starting, config.shutdownDelayMs);
}

/** A worker sends what it has counted at its end. */
async function startWorker(config: Config, logger: Logger): Promise<Running & Pick<RunningServer, 'renew'>> {
  const primary = linkToPrimary();
  const metrics = createWorkerMetrics(primary);
  const server = await startServer(config, logger, {}, { primary, shareMetrics: metrics.share });
  return {
    renew: () => server.renew(),
    async stop(options) {
      await server.stop(options);
      await metrics.sendLast();
    },
  };
}

/** Runs workers, and exports their metrics. SIGHUP replaces them one by one. */
async function serveByWorkers(config: Config, logger: Logger): Promise<void> {
  const links = linkToWorkers();
  const read = collectWorkerMetrics(links);
  passDiagnosticsOn(links);
  const starting = startTogether(async (parts) => {
    const { metricsExport, workers: count, shutdownDelayMs } = config;
    const serviceVersion = contract.info.version;
    if (metricsExport) parts.add(await startMetricsExport({ ...metricsExport, serviceVersion, logger, read }));
    const workers = parts.add(await startWorkers(count, { logger, shutdownDelayMs }));
    return { restart: () => workers.restart(), stop: () => parts.stop() };
  });
  process.on('SIGHUP', () => {
    starting.then((workers) => (isCertificateUsable(config, logger) ? workers.restart() : undefined)).catch(fail);
  });
  await runUntilSignal(starting);
}

/** Workers keep the certificate that they have; new ones would begin with the one that cannot be used. */
function isCertificateUsable({ https }: Config, logger: Logger): boolean {
  try {
    https?.readAgain?.();
    return true;
  } catch (error) {
    logger.error({ err: error }, 'SIGHUP: no worker is replaced, because the new certificate cannot be used');
    return false;
  }
}

async function migrate(env: Environment, { importing, migrating, cell }: CommandLine): Promise<void> {
  if (importing) {
    await adoptExisting(env, importing);
    return;
  }
  const { databaseUrl, problems } = readMigrateConfig(env);
  if (problems.length > 0) throw new UsageError(problems);
  if (!(await migrateCommand(databaseUrl, { ...migrating, cell }, IMPORT_OUTPUT))) process.exitCode = EXIT_FAILURE;
}

async function doctor(env: Environment): Promise<void> {
  if (!(await doctorCommand(env, IMPORT_OUTPUT.write))) process.exitCode = EXIT_FAILURE;
}

async function adoptExisting(env: Environment, options: ImportOptions): Promise<void> {
  const { problems, ...config } = readAdoptConfig(env);
  if (problems.length > 0) throw new UsageError(problems);
  await adoptCommand(config, options, IMPORT_OUTPUT);
}

async function importOrders(env: Environment, { importing }: CommandLine): Promise<void> {
  const { problems, ...config } = readImportConfig(env);
  if (problems.length > 0 || !importing) throw new UsageError(problems);
  if (!(await importCommand(config, importing, IMPORT_OUTPUT))) process.exitCode = EXIT_FAILURE;
}

const IMPORT_OUTPUT: ImportOutput = {
  write: (text) => void process.stdout.write(text),
  report: (text) => void process.stderr.write(text),
};

/** Reads no variable: the file of `--cells` has what it needs. */
async function lanes(_env: Environment, { lanes: options }: CommandLine): Promise<void> {
  if (options) await lanesCommand(options, IMPORT_OUTPUT);
}

function token(env: Environment, { token: claims }: CommandLine): Promise<void> {
  const { signIn, problems: found } = readTokenConfig(env);
  const problems = [...found];
  if (!('secret' in signIn)) problems.push('The identity provider of JWKS_URL issues the tokens. Ask it for one.');
  if (problems.length > 0 || !claims || !('secret' in signIn)) throw new UsageError(problems);
  process.stdout.write(`${createToken(claims, signIn)}\n`);
  return Promise.resolve();
}

/** Ignores `HOST`, which some shells and toolchains set to the name of the machine: `dev` listens on the loopback interface. */
async function dev(env: Environment, { host, temporary }: CommandLine): Promise<void> {
  const { port, broker, logLevel, problems } = readDevConfig(env);
  if (problems.length > 0) throw new UsageError(problems);
  process.on('SIGHUP', () => process.kill(process.pid, 'SIGINT')); // the terminal was closed
  const service = await runUntilSignal(
    startDevService({ folder: process.cwd(), host, port, broker, logLevel, temporary }),
  );
  process.stdout.write(devGreeting({ ...service, wantedPort: port, publishesEvents: broker !== undefined, temporary }));
}

async function catalogue(env: Environment): Promise<void> {
  const { host, port, problems } = readCatalogueConfig(env);
  if (problems.length > 0) throw new UsageError(problems);
  const { url } = await runUntilSignal(startSampleCatalogue({ host, port }));
  process.stdout.write(`Sample products: ${url}/api/v1/products\n`);
}

function validConfig(env: Environment): Config {
  const { config, problems, warnings } = readConfig(env);
  if (cluster.isPrimary) for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`);
  if (!config) throw new UsageError(problems);
  if (cluster.isPrimary) warnAboutCertificates(config);
  return config;
}

/** The server starts with an expired certificate: it can do without the broker, and the database may accept it. */
function warnAboutCertificates(config: Config): void {
  for (const { validity, sentence } of reportCertificates(certificatesOf(config), Date.now())) {
    if (validity !== 'valid') process.stderr.write(`warning: ${sentence}\n`);
  }
}

/**
 * Resolves when `starting` has started. The first signal stops it in an orderly way, also while it is still starting; a
 * second one ends the program at once. When the parent process has forked this one, its end counts as a signal.
 * @param announceMs how long SIGTERM announces the stop; the other signals, such as Ctrl-C, do not
 */
async function runUntilSignal<Started extends Running>(starting: Promise<Started>, announceMs = 0): Promise<Started> {
  let stoppingSinceMs: number | undefined;
  const stop = (options: StopOptions = {}): void => {
    if (stoppingSinceMs === undefined) {
      stoppingSinceMs = performance.now();
      stopped(starting, options).then(() => end(EXIT_SUCCESS), fail);
    } else if (performance.now() - stoppingSinceMs > MIN_SECOND_SIGNAL_MS) process.exit(EXIT_FAILURE);
  };
  process.on('SIGTERM', () => stop({ announceMs }));
  for (const event of ['SIGINT', 'disconnect']) process.on(event, () => stop());
  process.on('message', (message) => {
    if (message === RETIRE) stop({ handOver: true });
  });
  try {
    return await starting;
  } catch (error) {
    if (stoppingSinceMs === undefined) throw error;
    return await new Promise<never>(() => undefined); // the start failed because of the signal, which ends the program
  }
}

/** Stops what was started. When the start failed, everything is stopped. */
async function stopped(starting: Promise<Running>, options: StopOptions): Promise<void> {
  const running = await starting.catch(() => undefined);
  await running?.stop(options);
}

function fail(error: unknown): void {
  for (const line of describeFailure(error)) process.stderr.write(`order-service: ${line}\n`);
  end(error instanceof UsageError ? EXIT_USAGE : EXIT_FAILURE);
}

/** Ends the program after a last moment for the log. */
function end(exitCode: number): void {
  flushLogs(() => process.exit(exitCode));
}

neverBlockOnStandardStreams();
main(process.argv.slice(2), process.env).catch(fail);

import type { RequestListener } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import { createAppDependencies } from './app-dependencies.js';
import { createApp } from './app.js';
import { startBackgroundParts } from './background-parts.js';
import type { Composition } from './composition.js';
import { startRenewals, type Renewals } from './concurrency/renewals.js';
import { startTogether } from './concurrency/started-parts.js';
import type { HttpsConfig } from './config/https.js';
import type { Config } from './config.js';
import { openDatabasePools } from './database-pools.js';
import { rejectUnusableDatabases } from './db/database-health.js';
import { migrateToLatest } from './db/migrate.js';
import { listen, type HttpServer, type KeyPair } from './http-server.js';
import { createMetrics, type ShareMetrics } from './http/metrics/metrics.js';
import { OperationsPort } from './http/operations-port.js';
import { inTurn } from './http/requests-in-turn.js';
import { contract } from './http/contract/document.js';
import { createMeasurements } from './measuring/measurements.js';
import { withDefaults, type Overrides } from './overrides.js';
import type { PrimaryLink } from './processes/primary-link.js';
import { startMetricsExport } from './telemetry/metrics-export.js';
import { startTracing } from './telemetry/otlp-tracing.js';

/** How long requests in progress may take after the listener is closed: as long as a look-up of products by default. */
const DRAIN_MS = 5_000;
/** How long connections that are kept alive stay open after the listener is closed, unless the stop is immediate. */
const HAND_OVER_MS = 2_000;
const IDLE_AFTER_ANNOUNCEMENT_MS = 500;

export interface StopOptions {
  /** Connections that are kept alive stay open for a moment, because a successor accepts new ones already. */
  readonly handOver?: boolean;
  /**
   * How long to go on accepting connections. Readiness answers 503 and every response has `Connection: close` meanwhile,
   * so that balancers and clients go elsewhere. 0 if absent.
   */
  readonly announceMs?: number;
}

export interface RunningServer {
  readonly url: string;
  /** Of health and metrics, where they have a port of their own. */
  readonly operationsUrl: string | undefined;
  /** Reads passwords, keys and certificates again that are given as files. This happens every few seconds, too. */
  renew(): Promise<void>;
  /** Finishes the requests in progress, waits for the confirms of published events, and closes everything. Idempotent. */
  stop(options?: StopOptions): Promise<void>;
}

/** What a process that shares its port with others has from its primary process. */
export interface Worker {
  readonly primary: PrimaryLink;
  readonly shareMetrics: ShareMetrics;
}

/**
 * Starts every part, and listens. The broker and the database may be unreachable: readiness reports it.
 * @param worker in a process that shares its port with others
 * @throws UnusableDatabaseError, and what a part throws when it cannot start; the others are stopped then
 */
export async function startServer(
  config: Config,
  logger: Logger,
  overrides: Overrides = {},
  worker?: Worker,
): Promise<RunningServer> {
  if (config.migrateOnStart)
    await migrateToLatest(config.databaseUrl, { report: (line) => logger.info({ migration: line }, 'migrating') });
  return await startTogether(async (parts) => {
    const stopping = new AbortController();
    const draining = new AbortController();
    const measurements = createMeasurements();
    const { tracing: exported } = config;
    const serviceVersion = contract.info.version;
    const tracing = exported && parts.add(await startTracing({ ...exported, serviceVersion, logger }));
    const pools = parts.add(openDatabasePools(config, measurements.statements, logger));
    // A pooler that lets clients share sessions is found by the second connection.
    await rejectUnusableDatabases([pools.relay, pools.operations]);
    const renewals = parts.add(startRenewals(logger));
    renewals.add('DATABASE_URL', () => pools.renew());
    const composition: Composition = {
      config,
      logger,
      overrides: withDefaults(overrides),
      pools,
      measurements,
      tracing,
      primary: worker?.primary,
      renewals,
      parts,
      stopping: stopping.signal,
      draining: draining.signal,
    };
    const background = startBackgroundParts(composition);
    const operationsPort = config.operationsPort === undefined ? undefined : new OperationsPort();
    const dependencies = createAppDependencies(composition, background);
    const metrics = createMetrics({ ...dependencies, shareMetrics: worker?.shareMetrics });
    // Of several processes, their primary process exports the metrics of all.
    const exporting = worker ? undefined : config.metricsExport;
    if (exporting) parts.add(await startMetricsExport({ ...exporting, serviceVersion, logger, read: metrics.read }));
    const handle = createApp({ ...dependencies, operationsPort, metrics }).callback();
    const listener = inTurn((request, response) => void handle(request, response));
    const operations = operationsPort && (await listenForOperations(composition, operationsPort.listener(listener)));
    const http = await listen(listener, config);
    followCertificate(http, config.https, renewals);
    logger.info(
      { url: http.url, operationsUrl: operations?.url, broker: config.broker ? 'configured' : 'disabled' },
      'listening',
    );

    async function stop({ handOver = false, announceMs = 0 }: StopOptions): Promise<void> {
      stopping.abort();
      if (announceMs > 0) {
        logger.info({ announceMs }, 'stopping: responses close their connections, then the listener is closed');
        http.announceStop();
        await setTimeout(announceMs);
        await http.closeListener();
      }
      draining.abort();
      const idleMs = announceMs > 0 ? IDLE_AFTER_ANNOUNCEMENT_MS : 0;
      await http.stop({ drainMs: DRAIN_MS, idleMs: handOver ? HAND_OVER_MS : idleMs });
      await parts.stop();
      logger.info('stopped');
    }

    let stopped: Promise<void> | undefined;
    return {
      url: http.url,
      operationsUrl: operations?.url,
      renew: () => renewals.renew(),
      stop: (options = {}) => (stopped ??= stop(options)),
    };
  });
}

/** Stops after the public listener, so that probes are answered during a stop. */
async function listenForOperations({ config, parts }: Composition, listener: RequestListener): Promise<HttpServer> {
  const operations = await listen(listener, { host: config.host, port: config.operationsPort ?? 0 });
  parts.onStop(() => operations.stop({ drainMs: DRAIN_MS, idleMs: 0 }));
  return operations;
}

/** Open connections keep the certificate that they were opened with. */
function followCertificate(http: HttpServer, https: HttpsConfig | undefined, renewals: Renewals): void {
  if (!https?.readAgain) return;
  const { readAgain } = https;
  let current: KeyPair = https;
  renewals.add('TLS_CERT', () => {
    const next = readAgain();
    if (next.cert === current.cert && next.key === current.key) return false;
    http.useCertificate(next);
    current = next;
    return true;
  });
}

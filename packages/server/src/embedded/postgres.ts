import { chown, realpath, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { dirname, resolve } from 'node:path';
import { createDatabase } from '../db/create-database.js';
import { clusterPath, openCluster, SUPERUSER, type Cluster } from './data-directory.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { findPostgresPackage, usablePostgresBinaries } from './postgres-binaries.js';
import { runPostgres, type PostgresProcess } from './postgres-process.js';
import { endOrphan, ownerSetting } from './running-server.js';
import { serverAccount, type ServerAccount } from './server-account.js';
import { findStateDirectory } from './state-directory.js';

export { EmbeddedPostgresError } from './embedded-postgres-error.js';

/** A real PostgreSQL that runs for as long as this process does. */
export interface EmbeddedPostgres {
  /** `postgresql://user:password@127.0.0.1:port/postgres`, a superuser's. */
  readonly url: string;
  readonly port: number;
  /** The absolute path of the data folder that was asked for. */
  readonly dataDirectory: string;
  /** The URL of the database `name`, which is made if it is absent. */
  createDatabase(name: string): Promise<string>;
  /** Shuts the server down, and keeps the data unless it is temporary; may be called again. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Holds the data; made if absent. Nothing else should be kept in it. */
  dataDirectory: string;
  /** A TCP port on 127.0.0.1; a free one if absent. */
  port?: number;
  /** Settings of postgresql.conf, such as `{ max_connections: '200' }`. */
  settings?: Record<string, string>;
  /** Deletes the data when the server stops, also when this process is killed. */
  temporary?: boolean;
  /** Replaces the folder outside the project for what the server's account cannot reach inside it. */
  stateDirectory?: string;
}

const HOST = '127.0.0.1';
const PORT_ATTEMPTS = 5;

/**
 * Starts PostgreSQL from the binaries that npm installed, on the data of an earlier run or on a new cluster. Works as
 * root (the server then runs as `nobody`) and as any other user, with no network, on Linux with glibc and on macOS;
 * not on Windows. The server stops when this process ends, however it ends.
 *
 * @throws EmbeddedPostgresError with what to do about it.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const packageDirectory = findPostgresPackage();
  const dataDirectory = resolve(options.dataDirectory);
  const account = await serverAccount(clusterPath(dataDirectory));
  const stateDirectory = (): Promise<string> => findStateDirectory(account, options.stateDirectory);
  const binaries = await usablePostgresBinaries(packageDirectory, account, stateDirectory);
  const cluster = await openCluster(dataDirectory, account, binaries, stateDirectory);
  await endOrphan(cluster.data);

  const discard = options.temporary ? await disposable(cluster, dataDirectory, account) : undefined;
  const owner = await ownerSetting();
  const run = (port: number): Promise<PostgresProcess> =>
    runPostgres([binaries.postgres, ...serverArguments(cluster, port, options.settings, owner)], account, discard);
  const { port, server } = await onPort(options.port, run);
  const url = `postgresql://${SUPERUSER}:${cluster.password}@${HOST}:${port}/postgres`;
  return {
    url,
    port,
    dataDirectory,
    createDatabase: (name) => createDatabase(url, name),
    stop: async () => {
      await server.stop();
      if (!options.temporary) return;
      // What the server's account may not delete itself: a folder in one that is not its own.
      for (const left of [cluster.directory, dataDirectory]) await rm(left, { recursive: true, force: true });
    },
  };
}

/** The outermost folder that the server's account may delete, which it is given for that. */
async function disposable(cluster: Cluster, dataDirectory: string, account: ServerAccount): Promise<string> {
  if (dirname(cluster.directory) !== (await realpath(dataDirectory))) return cluster.directory;
  await chown(dataDirectory, account.uid, account.gid);
  return dataDirectory;
}

/** The last of two equal settings counts: what we depend on stands last. */
function serverArguments(
  cluster: Cluster,
  port: number,
  settings: Record<string, string> = {},
  owner: [name: string, value: string],
): string[] {
  const all = [
    ['timezone', 'UTC'],
    ['log_timezone', 'UTC'],
    ...Object.entries(settings),
    ['listen_addresses', HOST],
    ['port', String(port)],
    ['unix_socket_directories', ''],
    ['lc_messages', 'C'],
    ['log_destination', 'stderr'],
    ['logging_collector', 'off'],
    owner,
  ];
  return ['-D', cluster.data, ...all.flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/** A free port is only known to have been free: another process may take it before the server does. */
async function onPort(
  wanted: number | undefined,
  run: (port: number) => Promise<PostgresProcess>,
): Promise<{ port: number; server: PostgresProcess }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = wanted ?? (await freePort());
    try {
      return { port, server: await run(port) };
    } catch (error) {
      const lostRace = wanted === undefined && error instanceof EmbeddedPostgresError && error.code === 'port_taken';
      if (!lostRace || attempt === PORT_ATTEMPTS) throw error;
    }
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done, failed) => probe.once('error', failed).listen(0, HOST, done));
  const { port } = probe.address() as AddressInfo;
  await new Promise<void>((done) => probe.close(() => done()));
  return port;
}

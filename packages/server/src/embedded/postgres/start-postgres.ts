import { chown, realpath, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { serverAccount, type ServerAccount } from './account.js';
import { usablePostgresBinaries } from './binaries.js';
import { clusterPath, openCluster, SUPERUSER, type Cluster } from './cluster.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { freePort } from './free-port.js';
import { endOrphan, ownerSetting } from './orphan.js';
import { findPostgresPackage } from './postgres-package.js';
import { runPostgres, type PostgresProcess } from './server-process.js';
import { findStateDirectory } from './state-directory.js';

/** A real PostgreSQL that runs for as long as this process does. */
export interface RunningPostgres {
  /** `postgresql://user:password@127.0.0.1:port/postgres`, of the superuser. */
  readonly url: string;
  readonly port: number;
  /** The absolute path of the data folder. */
  readonly dataDirectory: string;
  /** Shuts the server down, and deletes its data if it is temporary. Idempotent. */
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** Holds the data; created if absent. Nothing else should be kept in it. */
  readonly dataDirectory: string;
  /** A TCP port of 127.0.0.1; any free one if absent. */
  readonly port?: number;
  /** Settings of postgresql.conf, such as `{ max_connections: '200' }`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Deletes the data when the server stops, also when this process is killed. */
  readonly temporary?: boolean;
  /** Replaces the folder outside the project for what the server's account cannot reach inside it. */
  readonly stateDirectory?: string;
}

const HOST = '127.0.0.1';
const MAX_PORT_ATTEMPTS = 5;

/**
 * Starts PostgreSQL from the binaries of the npm package, on the data of an earlier run or on a new cluster. Works as root
 * (the server then runs as `nobody`) and as any other user, without network access, on Linux with glibc and on macOS. The
 * server stops when this process ends, however it ends.
 * @throws EmbeddedPostgresError
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const packageDirectory = findPostgresPackage();
  const dataDirectory = resolve(options.dataDirectory);
  const account = await serverAccount(clusterPath(dataDirectory));
  const stateDirectory = (): Promise<string> => findStateDirectory(account, options.stateDirectory);
  const binaries = await usablePostgresBinaries(packageDirectory, account, stateDirectory);
  const cluster = await openCluster(dataDirectory, account, binaries, stateDirectory);
  await endOrphan(cluster.data);

  const discard = options.temporary ? await disposableFolder(cluster, dataDirectory, account) : undefined;
  const owner = await ownerSetting();
  const run = (port: number): Promise<PostgresProcess> =>
    runPostgres([binaries.postgres, ...serverArguments(cluster, port, options.settings, owner)], account, discard);
  const { port, server } = await onPort(options.port, run);
  return {
    url: `postgresql://${SUPERUSER}:${cluster.password}@${HOST}:${port}/postgres`,
    port,
    dataDirectory,
    stop: async () => {
      await server.stop();
      if (!options.temporary) return;
      // The server's account cannot delete a folder whose parent it does not own.
      for (const left of [cluster.directory, dataDirectory]) await rm(left, { recursive: true, force: true });
    },
  };
}

/** The outermost folder that the server's account may delete; it becomes the owner of that folder. */
async function disposableFolder(cluster: Cluster, dataDirectory: string, account: ServerAccount): Promise<string> {
  if (dirname(cluster.directory) !== (await realpath(dataDirectory))) return cluster.directory;
  await chown(dataDirectory, account.uid, account.gid);
  return dataDirectory;
}

/** PostgreSQL takes the last of two equal settings, so those that the launcher depends on come last. */
function serverArguments(
  cluster: Cluster,
  port: number,
  settings: Readonly<Record<string, string>> = {},
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

/** Runs the server on `wanted`, or on a free port; another one when a different process takes that port first. */
async function onPort(
  wanted: number | undefined,
  run: (port: number) => Promise<PostgresProcess>,
): Promise<{ port: number; server: PostgresProcess }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = wanted ?? (await freePort(HOST));
    try {
      return { port, server: await run(port) };
    } catch (error) {
      const lostRace = wanted === undefined && error instanceof EmbeddedPostgresError && error.code === 'port_taken';
      if (!lostRace || attempt === MAX_PORT_ATTEMPTS) throw error;
    }
  }
}

import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, mkdtemp, readFile, realpath, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { ServerAccount } from './account.js';
import type { PostgresBinaries } from './binaries.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { canReach, makeTraversableDirectory, TRAVERSE } from './permissions.js';

/** An initialised PostgreSQL cluster and the password of its superuser. */
export interface Cluster {
  /** The folder of the cluster, with every symbolic link in its path resolved. */
  readonly directory: string;
  /** PGDATA, inside that folder. */
  readonly data: string;
  readonly password: string;
}

export const SUPERUSER = 'postgres';

const PASSWORD_BYTES = 24;
const INITDB_TIMEOUT_MS = 120_000;

/** Where the cluster of a data folder is, or will be: a folder, or a symbolic link to one outside the project. */
export function clusterPath(dataDirectory: string): string {
  return join(dataDirectory, 'cluster');
}

/**
 * Opens the cluster of `dataDirectory`, or creates one if absent. A new cluster gets its name only when it is complete, so
 * a start that is killed half-way leaves nothing that the next one would open.
 *
 * Where `account` cannot enter the folder (a project below root's home of mode 0700), the cluster is kept below the folder
 * that `stateDirectory` returns, and a symbolic link in the data folder points to it.
 */
export async function openCluster(
  dataDirectory: string,
  account: ServerAccount,
  binaries: PostgresBinaries,
  stateDirectory: () => Promise<string>,
): Promise<Cluster> {
  const folder = await makeDataDirectory(dataDirectory);
  const path = clusterPath(folder);
  const existing = await realpath(path).catch(() => undefined);
  if (existing !== undefined) return readCluster(existing, account);

  if (!(await canReach(folder, account, TRAVERSE))) {
    const elsewhere = join(await stateDirectory(), 'cluster');
    return readCluster(await linkTo(path, await createCluster(elsewhere, account, binaries)), account);
  }
  return readCluster(await moveTo(path, await createCluster(path, account, binaries)), account);
}

async function makeDataDirectory(dataDirectory: string): Promise<string> {
  try {
    await makeTraversableDirectory(dataDirectory);
    return await realpath(dataDirectory);
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'not_accessible',
      `The data folder for the embedded PostgreSQL cannot be used: ${(cause as Error).message}. ` +
        'Make it writable for this user, or set DATABASE_URL to a PostgreSQL of your own.',
      { cause },
    );
  }
}

async function readCluster(directory: string, account: ServerAccount): Promise<Cluster> {
  try {
    const password = await readFile(join(directory, 'password'), 'utf8');
    if (!(await canReach(directory, account, TRAVERSE))) throw new Error(`uid ${account.uid} may not enter it`);
    return { directory, data: join(directory, 'data'), password: password.trim() };
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'not_accessible',
      `The embedded PostgreSQL's files in ${directory} cannot be used: ${(cause as Error).message}. ` +
        'Start it as the user who made them, or remove that folder to begin with an empty database.',
      { cause },
    );
  }
}

/** Creates a cluster in a new folder, `<prefix>.<random>`. Returns that folder. */
async function createCluster(prefix: string, account: ServerAccount, binaries: PostgresBinaries): Promise<string> {
  let directory: string | undefined;
  try {
    directory = await mkdtemp(`${prefix}.`);
    const password = join(directory, 'password');
    const data = join(directory, 'data');
    await writeFile(password, `${randomBytes(PASSWORD_BYTES).toString('base64url')}\n`, { mode: 0o600 });
    await mkdir(data, { mode: 0o700 });
    for (const path of [password, data, directory]) await chown(path, account.uid, account.gid);
    await promisify(execFile)(binaries.initdb, initdbArguments(data, password), {
      ...account,
      cwd: '/',
      env: { LC_ALL: 'C' },
      timeout: INITDB_TIMEOUT_MS,
    });
    return directory;
  } catch (cause) {
    if (directory !== undefined) await rm(directory, { recursive: true, force: true });
    const { stderr } = cause as { stderr?: string };
    const reason = stderr ? `\n${stderr.trim()}\n` : ` ${(cause as Error).message}. `;
    throw new EmbeddedPostgresError(
      'start_failed',
      `A new PostgreSQL cluster could not be created in ${dirname(prefix)}:${reason}` +
        'Correct that, or set DATABASE_URL to a PostgreSQL of your own.',
      { cause },
    );
  }
}

function initdbArguments(data: string, passwordFile: string): string[] {
  return [
    `--pgdata=${data}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ];
}

/** Gives the new cluster its name. When two first starts race, the second one uses the cluster of the first. */
async function moveTo(path: string, created: string): Promise<string> {
  try {
    await rename(created, path);
  } catch (error) {
    await rm(created, { recursive: true, force: true });
    if (!existsAlready(error)) throw error;
  }
  return path;
}

async function linkTo(path: string, cluster: string): Promise<string> {
  try {
    if (!(await stat(path).catch(() => undefined))) await rm(path, { force: true }); // a link to a deleted folder
    await symlink(cluster, path);
    return cluster;
  } catch (error) {
    await rm(cluster, { recursive: true, force: true });
    if (!existsAlready(error)) throw error;
    return realpath(path);
  }
}

function existsAlready(error: unknown): boolean {
  return ['EEXIST', 'ENOTEMPTY'].includes((error as NodeJS.ErrnoException).code ?? '');
}

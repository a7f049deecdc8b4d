import { chmod, cp, lstat, mkdtemp, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { canReach, type ServerAccount } from './server-account.js';

/** The programs of one PostgreSQL, at paths that the server's account may execute. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

interface LibraryLink {
  /** The file, relative to the package. */
  readonly source: string;
  /** The name it is asked for, relative to the package. */
  readonly target: string;
}

const READ = 0o4;
const READ_AND_EXECUTE = 0o5;

/** The folder of the npm package with the binaries for `platform`, such as `linux-x64`. */
export function findPostgresPackage(platform = `${process.platform}-${process.arch}`): string {
  if (platform.startsWith('linux') && !usesGlibc()) throw unsupported(`${platform} with musl`);
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
    return dirname(dirname(entry));
  } catch (cause) {
    throw unsupported(platform, cause);
  }
}

function usesGlibc(): boolean {
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime !== undefined;
}

function unsupported(platform: string, cause?: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'unsupported_platform',
    `There is no embedded PostgreSQL for ${platform} in node_modules: it exists for Linux with glibc and for macOS, ` +
      'on x64 and arm64, as an optional dependency of npm. ' +
      'Run `npm install` without --omit=optional on one of these, or set DATABASE_URL to a PostgreSQL of your own.',
    { cause },
  );
}

/**
 * Finds the programs in `packageDirectory`, or copies the package below the folder that `stateDirectory` names when they cannot be used where
 * they are: `account` is not let in (a checkout under root's 0700 home), or the libraries' links are missing and cannot
 * be made (install scripts were skipped, and the folder is not ours).
 */
export async function usablePostgresBinaries(
  packageDirectory: string,
  account: ServerAccount,
  stateDirectory: () => Promise<string>,
): Promise<PostgresBinaries> {
  const reachable = await isExecutableBy(account, packageDirectory);
  const usable =
    reachable &&
    (await linkLibraries(packageDirectory).then(
      () => true,
      () => false,
    ));
  return programsOf(usable ? packageDirectory : await copyPackage(packageDirectory, await stateDirectory()));
}

function programsOf(packageDirectory: string): PostgresBinaries {
  const bin = join(packageDirectory, 'native', 'bin');
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
}

async function isExecutableBy(account: ServerAccount, packageDirectory: string): Promise<boolean> {
  const { initdb, postgres } = programsOf(packageDirectory);
  const catalogue = join(packageDirectory, 'native', 'share', 'postgresql', 'postgres.bki');
  return (
    (await canReach(initdb, account, READ_AND_EXECUTE)) &&
    (await canReach(postgres, account, READ_AND_EXECUTE)) &&
    (await canReach(catalogue, account, READ))
  );
}

/** npm packs no symbolic links: the package lists them, and its install script, often skipped, would make them. */
async function linkLibraries(packageDirectory: string): Promise<void> {
  const list = await readFile(join(packageDirectory, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as LibraryLink[]) {
    const link = join(packageDirectory, target);
    if (await lstat(link).catch(() => undefined)) continue;
    await symlink(relative(dirname(target), source), link).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; // made by another start in the meantime
    });
  }
}

async function copyPackage(packageDirectory: string, stateDirectory: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(packageDirectory, 'package.json'), 'utf8')) as { version: string };
  const copy = join(stateDirectory, `postgresql-${basename(packageDirectory)}-${version}`);
  if (await lstat(copy).catch(() => undefined)) return copy;

  const unfinished = await mkdtemp(`${copy}.`);
  try {
    await cp(packageDirectory, unfinished, { recursive: true, verbatimSymlinks: true });
    await openPermissions(unfinished);
    await linkLibraries(unfinished);
    await rename(unfinished, copy);
  } catch (cause) {
    await rm(unfinished, { recursive: true, force: true });
    if (!(await lstat(copy).catch(() => undefined))) throw notCopied(packageDirectory, cause);
    // Another start was faster.
  }
  return copy;
}

function notCopied(packageDirectory: string, cause: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'not_accessible',
    `PostgreSQL's programs in ${packageDirectory} cannot be run there, nor copied: ${(cause as Error).message}. ` +
      'Run `npm ci` as this user, or set DATABASE_URL to a PostgreSQL of your own.',
    { cause },
  );
}

/** `chmod -R a+rX,u+w`: an install under umask 077 left the files to their owner alone. */
async function openPermissions(path: string): Promise<void> {
  const entry = await lstat(path);
  if (entry.isSymbolicLink()) return;
  const execute = entry.isDirectory() || (entry.mode & 0o100) !== 0 ? 0o111 : 0;
  await chmod(path, (entry.mode & 0o7777) | 0o644 | execute);
  if (!entry.isDirectory()) return;
  for (const name of await readdir(path)) await openPermissions(join(path, name));
}

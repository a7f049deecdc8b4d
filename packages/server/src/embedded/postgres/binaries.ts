import { chmod, cp, lstat, mkdtemp, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import type { ServerAccount } from './account.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { canReach, EXECUTE, READ } from './permissions.js';

/** The programs of one PostgreSQL, at paths that the server's account may execute. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** An entry of the package's `pg-symlinks.json`; both paths are relative to the package. */
interface LibraryLink {
  /** The file. */
  readonly source: string;
  /** The symbolic link under which programs load it. */
  readonly target: string;
}

/**
 * The programs of the npm package in `packageDirectory`. The package is copied below the folder that `stateDirectory`
 * returns when they cannot be used in place: `account` may not reach them (a checkout below root's home of mode 0700), or
 * the library links are missing and cannot be made (install scripts were skipped, and the folder is not writable).
 */
export async function usablePostgresBinaries(
  packageDirectory: string,
  account: ServerAccount,
  stateDirectory: () => Promise<string>,
): Promise<PostgresBinaries> {
  const usable = (await isExecutableBy(account, packageDirectory)) && (await canLinkLibraries(packageDirectory));
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
    (await canReach(initdb, account, READ | EXECUTE)) &&
    (await canReach(postgres, account, READ | EXECUTE)) &&
    (await canReach(catalogue, account, READ))
  );
}

async function canLinkLibraries(packageDirectory: string): Promise<boolean> {
  return linkLibraries(packageDirectory).then(
    () => true,
    () => false,
  );
}

/** npm packs no symbolic links. The package lists them for its install script, which is often skipped. */
async function linkLibraries(packageDirectory: string): Promise<void> {
  const list = await readFile(join(packageDirectory, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as LibraryLink[]) {
    const link = join(packageDirectory, target);
    if (await lstat(link).catch(() => undefined)) continue;
    await symlink(relative(dirname(target), source), link).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; // a concurrent start has made it
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
    const concurrentCopy = await lstat(copy).catch(() => undefined);
    if (!concurrentCopy) throw notCopied(packageDirectory, cause);
  }
  return copy;
}

function notCopied(packageDirectory: string, cause: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'not_accessible',
    `PostgreSQL's programs in ${packageDirectory} can neither be run there nor copied: ${(cause as Error).message}. ` +
      'Run `npm ci` as this user, or set DATABASE_URL to a PostgreSQL of your own.',
    { cause },
  );
}

/** `chmod -R a+rX,u+w`: after an install with umask 077 only the owner can read the files. */
async function openPermissions(path: string): Promise<void> {
  const entry = await lstat(path);
  if (entry.isSymbolicLink()) return;
  const execute = entry.isDirectory() || (entry.mode & 0o100) !== 0 ? 0o111 : 0;
  await chmod(path, (entry.mode & 0o7777) | 0o644 | execute);
  if (!entry.isDirectory()) return;
  for (const name of await readdir(path)) await openPermissions(join(path, name));
}

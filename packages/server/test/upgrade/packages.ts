import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Migration } from '../../src/db/migrations/migration.js';

const REPOSITORY = fileURLToPath(new URL('../../../../', import.meta.url));
const RELEASES = join(REPOSITORY, 'test/upgrade/releases');
const NEEDED = ['sdk', 'server'] as const;

/** An installation of the server in a folder of its own. */
export interface Installation {
  readonly folder: string;
  /** Path of `order-service`. */
  readonly program: string;
}

/** Packs the packages as they are built now; returns the tarballs. */
export async function packTree(folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const tarballs: string[] = [];
  for (const name of NEEDED) {
    const args = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder];
    const { stdout } = await promisify(execFile)('npm', args, { cwd: join(REPOSITORY, 'packages', name) });
    tarballs.push(join(folder, stdout.trim().split('\n').at(-1) ?? ''));
  }
  return tarballs;
}

/** The tarballs of the last release; undefined before the first one. */
export function releasedTarballs(): string[] | undefined {
  const files = existsSync(RELEASES) ? readdirSync(RELEASES) : [];
  const found = NEEDED.map((name) => files.find((file) => file.startsWith(`order-service-${name}-`)));
  return found.every((file) => file !== undefined) ? found.map((file) => join(RELEASES, file)) : undefined;
}

/** Installs tarballs into an empty folder, as a platform team would. */
export async function install(folder: string, tarballs: readonly string[]): Promise<Installation> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  const options = ['--silent', '--no-audit', '--no-fund', '--prefer-offline', '--omit=optional', '--ignore-scripts'];
  await promisify(execFile)('npm', ['install', ...options, ...tarballs], { cwd: folder });
  return installationIn(folder);
}

function installationIn(folder: string): Installation {
  return { folder, program: join(folder, 'node_modules/@order-service/server/bin/order-service.js') };
}

/** Another installation, whose server has more migrations. It shares the packages of others with the first one. */
export async function withMigrations(
  { folder: from }: Installation,
  folder: string,
  migrations: readonly Migration[],
): Promise<Installation> {
  const [own, theirs] = [join(folder, 'node_modules'), join(from, 'node_modules')];
  await mkdir(own, { recursive: true });
  for (const name of readdirSync(theirs)) {
    if (name !== SCOPE) await symlink(join(theirs, name), join(own, name));
  }
  await promisify(execFile)('cp', ['-R', join(theirs, SCOPE), own]); // thousands of files, while this process is busy
  const list = join(own, SCOPE, 'server/dist/db/migrations');
  const former = `list-before-${migrations[0]?.name}.js`;
  await rename(join(list, 'list.js'), join(list, former));
  const text = `export const MIGRATIONS = [...OWN, ...${JSON.stringify(migrations)}];\n`;
  await writeFile(join(list, 'list.js'), `import { MIGRATIONS as OWN } from './${former}';\n${text}`);
  return installationIn(folder);
}

const SCOPE = '@order-service';

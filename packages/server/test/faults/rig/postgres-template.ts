import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { migrateToLatest } from '../../../src/db/migrate.js';
import { clusterPath } from '../../../src/embedded/postgres/cluster.js';
import { usablePostgresBinaries } from '../../../src/embedded/postgres/binaries.js';
import { findPostgresPackage } from '../../../src/embedded/postgres/postgres-package.js';
import { startEmbeddedPostgres } from '../../../src/embedded/embedded-postgres.js';
import { serverAccount, type ServerAccount } from '../../../src/embedded/postgres/account.js';
import { findStateDirectory } from '../../../src/embedded/postgres/state-directory.js';

export const DATABASE = 'orders';

/** A stopped cluster with the migrated schema. Every instance starts from a copy, so a standby needs no base backup. */
export interface PostgresTemplate {
  readonly account: ServerAccount;
  /** Path of the `postgres` binary. */
  readonly postgres: string;
  readonly password: string;
  /** Copies the cluster; returns the copy's path. */
  copyTo(folder: string): Promise<string>;
}

export interface TemplateOptions {
  /** True by default. */
  readonly migrated?: boolean;
}

/** Creates the template in `folder`, with the embedded PostgreSQL. */
export async function makePostgresTemplate(
  folder: string,
  { migrated = true }: TemplateOptions = {},
): Promise<PostgresTemplate> {
  const dataDirectory = join(folder, 'template');
  const server = await startEmbeddedPostgres({ dataDirectory, settings: { fsync: 'off' } });
  try {
    const url = await server.createDatabase(DATABASE);
    if (migrated) await migrateToLatest(url);
  } finally {
    await server.stop();
  }
  const cluster = await realpath(clusterPath(dataDirectory));
  const account = await serverAccount(cluster);
  const stateDirectory = (): Promise<string> => findStateDirectory(account);
  const { postgres } = await usablePostgresBinaries(findPostgresPackage(), account, stateDirectory);
  return {
    account,
    postgres,
    password: (await readFile(join(cluster, 'password'), 'utf8')).trim(),
    copyTo: async (target) => {
      await mkdir(target, { recursive: true });
      await chmod(target, 0o711);
      const copy = join(target, 'data');
      await promisify(execFile)('cp', ['-a', join(cluster, 'data'), copy]);
      return copy;
    },
  };
}

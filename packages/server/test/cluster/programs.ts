import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serverAccount, type ServerAccount } from '../../src/embedded/postgres/account.js';
import { findStateDirectory } from '../../src/embedded/postgres/state-directory.js';

/** The programs of a PostgreSQL cluster that Patroni manages, and the account that runs them. */
export interface ClusterPrograms {
  readonly account: ServerAccount;
  readonly patroni: string;
  /** The folder of `postgres`, `pg_basebackup` and `pg_rewind`. */
  readonly postgresFolder: string;
}

const SCRIPT = fileURLToPath(new URL('./provision.sh', import.meta.url));
const DEBIANS_POSTGRES = '/usr/lib/postgresql';

/** Installs what is absent: etcd, HAProxy, RabbitMQ, PostgreSQL and Patroni. */
export async function provisionCluster(): Promise<ClusterPrograms> {
  const account = await serverAccount(DEBIANS_POSTGRES);
  const folder = join(await findStateDirectory(account), 'patroni');
  const installation = spawn('/bin/sh', [SCRIPT, folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = (await once(installation, 'exit')) as [number | null];
  if (code !== 0) throw new Error('what the cluster needs could not be installed');
  return { account, patroni: join(folder, 'bin/patroni'), postgresFolder: newestPostgres() };
}

function newestPostgres(): string {
  const versions = readdirSync(DEBIANS_POSTGRES).sort((a, b) => Number(b) - Number(a));
  const folders = versions.map((version) => join(DEBIANS_POSTGRES, version, 'bin'));
  const folder = folders.find((path) => existsSync(join(path, 'pg_rewind')));
  if (folder === undefined) throw new Error(`there is no PostgreSQL with pg_rewind in ${DEBIANS_POSTGRES}`);
  return folder;
}

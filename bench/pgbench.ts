import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sessionOptions } from './session-options.js';
import { isInstalled } from './load/load.js';
import type { PgbenchScript } from './pgbench-scripts.js';

const run = promisify(execFile);

export interface PgbenchResult {
  readonly requests: number;
  readonly perSecond: number;
  readonly failed: number;
}

/** pgbench's run time includes connecting; its rate does not. */
const CONNECTS_PER_SECOND = 40;

let program: Promise<string> | undefined;

/** Runs a prepared statement repeatedly from `connections` clients. */
export async function pgbench(
  databaseUrl: string,
  script: PgbenchScript,
  { connections, seconds }: { connections: number; seconds: number },
): Promise<PgbenchResult> {
  const found = await (program ??= findPgbench());
  const folder = await mkdtemp(join(tmpdir(), 'orders-pgbench-'));
  try {
    const file = join(folder, 'statement.sql');
    await writeFile(file, script.text);
    const duration = seconds + Math.ceil(connections / CONNECTS_PER_SECOND);
    const variables = Object.entries(script.variables).map(([name, value]) => `--define=${name}=${value}`);
    const { stdout } = await run(
      found,
      [
        ...['--no-vacuum', '--protocol=prepared', '--jobs=1', `--client=${connections}`, `--time=${duration}`],
        ...variables,
        `--file=${file}`,
        databaseUrl,
      ],
      { env: { ...process.env, PGOPTIONS: sessionOptions() } },
    );
    return {
      requests: figure(stdout, /transactions actually processed: (\d+)/),
      perSecond: figure(stdout, /tps = ([\d.]+)/, 0),
      failed: figure(stdout, /number of failed transactions: (\d+)/, 0),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function figure(text: string, pattern: RegExp, fallback?: number): number {
  const found = pattern.exec(text)?.[1] ?? fallback;
  if (found === undefined) throw new Error(`pgbench did not print ${String(pattern)}:\n${text}`);
  return Number(found);
}

/** Finds pgbench on the PATH, in Debian's directory, or installs Debian's package if possible. */
async function findPgbench(): Promise<string> {
  const installed = await installedPgbench();
  if (installed !== undefined) return installed;
  await installPackage();
  const provisioned = await installedPgbench();
  if (provisioned !== undefined) return provisioned;
  throw new Error('The benchmark needs pgbench: install the package postgresql-contrib, or postgresql on Debian.');
}

async function installedPgbench(): Promise<string | undefined> {
  if (isInstalled('pgbench')) return 'pgbench';
  const versions = await readdir('/usr/lib/postgresql').catch(() => []);
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0];
  return newest && `/usr/lib/postgresql/${newest}/bin/pgbench`;
}

/** Installs Debian's package without starting a server: `create_main_cluster` is off during the installation. */
async function installPackage(): Promise<void> {
  if (process.getuid?.() !== 0 || !isInstalled('apt-get')) return;
  const script = [
    'mkdir -p /etc/postgresql-common/createcluster.d',
    'echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.d/bench.conf',
    'apt-get update -qq',
    'apt-get install -y -qq --no-install-recommends postgresql',
  ].join(' && ');
  const child = spawn('/bin/sh', ['-c', script], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  await once(child, 'close');
}

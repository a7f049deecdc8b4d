import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { eventually } from '../../../../test/services/eventually.js';
import { freePorts } from '../../../../test/services/free-port.js';

export type PoolMode = 'session' | 'transaction';

export interface PgBouncer {
  /** The database of the URL that it was started for, through the pooler. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Its defaults, but for the mode and what makes it private. */
const configuration = (folder: string, port: number, server: URL, mode: PoolMode) => `
[databases]
* = host=${server.hostname} port=${server.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${folder}/users.txt
pool_mode = ${mode}
`;

/** Starts a private PgBouncer in front of a database. `PGBOUNCER_PATH` names the program; Debian's is in /usr/sbin. */
export async function startPgBouncer(databaseUrl: string, mode: PoolMode): Promise<PgBouncer> {
  const server = new URL(databaseUrl);
  const folder = await mkdtemp(join(tmpdir(), 'orders-pgbouncer-'));
  const [port = 0] = await freePorts(1);
  const [user, password] = [server.username, server.password].map(decodeURIComponent);
  await writeFile(join(folder, 'users.txt'), `"${user}" "${password}"\n`);
  await writeFile(join(folder, 'pgbouncer.ini'), configuration(folder, port, server, mode));
  await chmod(folder, 0o755);
  const account = process.getuid?.() === 0 ? ['-u', 'nobody'] : []; // it refuses to run as root
  const pooler = spawn(process.env.PGBOUNCER_PATH ?? 'pgbouncer', [...account, join(folder, 'pgbouncer.ini')], {
    env: { ...process.env, PATH: [process.env.PATH, '/usr/sbin'].join(':') },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  pooler.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  pooler.once('error', (error) => (log += error.message));
  const ended = once(pooler, 'close').catch(() => undefined);

  async function stop(): Promise<void> {
    pooler.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true });
  }

  server.port = String(port);
  try {
    await eventually('PgBouncer accepts connections', async () => {
      if (pooler.exitCode !== null) throw new Error(`PgBouncer ended: ${log}`);
      return await accepts(server.href);
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: server.href, stop };
}

async function accepts(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  return await client.connect().then(
    () => client.end().then(() => true),
    () => false,
  );
}

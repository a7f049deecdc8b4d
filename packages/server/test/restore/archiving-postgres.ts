import { execFile } from 'node:child_process';
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '../../../../test/services/eventually.js';
import type { ProcessGuard } from '../../../../test/services/process-guard.js';
import { serverAccount, type ServerAccount } from '../../src/embedded/postgres/account.js';
import { PostgresInstance } from '../faults/rig/postgres-instance.js';
import { DATABASE, type PostgresTemplate } from '../faults/rig/postgres-template.js';

const DEBIANS_POSTGRES = '/usr/lib/postgresql';
const PASSWORD = 'restored';

/** A PostgreSQL that archives its WAL, and the tools to back it up and restore it. */
export class ArchivingPostgres {
  readonly #folder: string;
  readonly #guard: ProcessGuard;
  readonly #programs: string;
  readonly #account: ServerAccount;
  readonly instance: PostgresInstance;

  private constructor(folder: string, guard: ProcessGuard, programs: Programs, instance: PostgresInstance) {
    this.#folder = folder;
    this.#guard = guard;
    this.#programs = programs.folder;
    this.#account = programs.account;
    this.instance = instance;
  }

  static async start(folder: string, guard: ProcessGuard): Promise<ArchivingPostgres> {
    const programs = { folder: newestPostgres(), account: await serverAccount(DEBIANS_POSTGRES) };
    const archive = join(folder, 'archive');
    await ownedFolder(archive, programs.account);
    await writeFile(join(folder, 'password'), PASSWORD);
    const template = templateOf(programs, async (data) => {
      await ownedFolder(data, programs.account);
      const passwordFile = `--pwfile=${join(folder, 'password')}`;
      await run(programs, 'initdb', [`--pgdata=${data}`, '--username=postgres', '--auth=scram-sha-256', passwordFile]);
      await run(
        programs,
        'postgres',
        ['--single', '-D', data, 'postgres'],
        `CREATE DATABASE ${DATABASE} ENCODING 'UTF8' TEMPLATE template0\n`,
      );
    });
    const instance = await PostgresInstance.start(template, join(folder, 'primary'), guard, {
      settings: {
        archive_mode: 'on',
        archive_command: `test ! -f ${archive}/%f && cp %p ${archive}/%f.tmp && mv ${archive}/%f.tmp ${archive}/%f`,
      },
    });
    return new ArchivingPostgres(folder, guard, programs, instance);
  }

  /** Copies the running server. */
  async backUp(): Promise<void> {
    const backup = join(this.#folder, 'backup');
    const server = `--dbname=postgresql://postgres:${PASSWORD}@127.0.0.1:${this.instance.port}`;
    await ownedFolder(backup, this.#account);
    await run({ folder: this.#programs, account: this.#account }, 'pg_basebackup', [
      ...[server, `--pgdata=${backup}`, '--checkpoint=fast', '--wal-method=none', '--no-manifest'],
    ]);
  }

  /** Waits until the archive has everything that was written so far. */
  async archiveNow(): Promise<void> {
    const [row] = await this.instance.query<{ file: string }>('SELECT pg_walfile_name(pg_switch_wal()) AS file');
    await eventually('the WAL is archived', () => existsSync(join(this.#folder, 'archive', row!.file)));
  }

  /** Starts the backup as another server, which recovers from the archive until `target`, and then accepts writes. */
  async restoreTo(target: string): Promise<PostgresInstance> {
    const programs = { folder: this.#programs, account: this.#account };
    const template = templateOf(programs, async (data) => {
      await promisify(execFile)('cp', ['-a', join(this.#folder, 'backup'), data]);
      await writeFile(join(data, 'recovery.signal'), '');
    });
    const restored = await PostgresInstance.start(template, join(this.#folder, 'restored'), this.#guard, {
      settings: {
        restore_command: `cp ${join(this.#folder, 'archive')}/%f %p`,
        recovery_target_time: target,
        recovery_target_action: 'promote',
      },
    });
    await eventually('the recovery is complete', async () => {
      const [row] = await restored.query<{ recovering: boolean }>('SELECT pg_is_in_recovery() AS recovering');
      return row?.recovering === false;
    });
    return restored;
  }
}

interface Programs {
  /** Of `initdb`, `postgres` and `pg_basebackup`. */
  readonly folder: string;
  readonly account: ServerAccount;
}

function templateOf({ folder, account }: Programs, make: (data: string) => Promise<void>): PostgresTemplate {
  return {
    account,
    postgres: join(folder, 'postgres'),
    password: PASSWORD,
    copyTo: async (target) => {
      await mkdir(target, { recursive: true });
      await chmod(target, 0o711);
      const data = join(target, 'data');
      await make(data);
      return data;
    },
  };
}

async function run({ folder, account }: Programs, program: string, args: readonly string[], input = ''): Promise<void> {
  const options = { ...account, cwd: '/', env: { LC_ALL: 'C' } };
  const running = promisify(execFile)(join(folder, program), [...args], options);
  running.child.stdin?.end(input);
  await running;
}

async function ownedFolder(path: string, { uid, gid }: ServerAccount): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  await chown(path, uid, gid);
}

function newestPostgres(): string {
  const versions = existsSync(DEBIANS_POSTGRES) ? readdirSync(DEBIANS_POSTGRES) : [];
  const folders = versions
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(DEBIANS_POSTGRES, version, 'bin'));
  const folder = folders.find((path) =>
    ['initdb', 'postgres', 'pg_basebackup'].every((name) => existsSync(join(path, name))),
  );
  if (folder === undefined) throw new Error('This needs pg_basebackup and a server: apt-get install postgresql');
  return folder;
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { freePorts } from '../../../../../test/services/free-port.js';
import type { ProcessGuard } from '../../../../../test/services/process-guard.js';
import { DATABASE, type PostgresTemplate } from './postgres-template.js';

/** `fsync` stays on, so that commits are durable as in production. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  max_connections: '200',
  shared_buffers: '128MB',
  wal_level: 'replica',
  wal_keep_size: '1GB',
  max_wal_size: '2GB',
  hot_standby: 'on',
  wal_sender_timeout: '5s',
  wal_receiver_timeout: '5s',
  wal_retrieve_retry_interval: '100ms',
  client_connection_check_interval: '1s',
};

const PROMOTE = `
  SELECT NOT pg_is_in_recovery() AS promoted, CASE WHEN pg_is_in_recovery() THEN pg_promote(false) END AS asked`;

const START_TIMEOUT_MS = 60_000;
const POLL_MS = 50;

export interface InstanceOptions {
  readonly settings?: Readonly<Record<string, string>>;
  /** Makes this a standby: the port of its primary, and the `application_name` of the replication connection. */
  readonly follows?: { readonly port: number; readonly name: string };
}

/** A private PostgreSQL whose processes can be killed, stopped and promoted. */
export class PostgresInstance {
  readonly port: number;
  readonly #data: string;
  readonly #log: string;
  readonly #template: PostgresTemplate;
  readonly #guard: ProcessGuard;
  readonly #options: InstanceOptions;
  #server: ChildProcess | undefined;

  private constructor(
    port: number,
    folder: { readonly data: string; readonly log: string },
    template: PostgresTemplate,
    guard: ProcessGuard,
    options: InstanceOptions,
  ) {
    this.port = port;
    this.#data = folder.data;
    this.#log = folder.log;
    this.#template = template;
    this.#guard = guard;
    this.#options = options;
  }

  /** Copies the template into `folder` and starts the copy. */
  static async start(
    template: PostgresTemplate,
    folder: string,
    guard: ProcessGuard,
    options: InstanceOptions = {},
  ): Promise<PostgresInstance> {
    const [port = 0] = await freePorts(1);
    const data = await template.copyTo(folder);
    if (options.follows) await writeFile(join(data, 'standby.signal'), '');
    const instance = new PostgresInstance(port, { data, log: join(folder, 'log') }, template, guard, options);
    await instance.start();
    return instance;
  }

  get url(): string {
    return this.urlAt(this.port);
  }

  /** The URL of this server behind another port, such as a proxy's. */
  urlAt(port: number): string {
    return `postgresql://postgres:${this.#template.password}@127.0.0.1:${port}/${DATABASE}`;
  }

  get password(): string {
    return this.#template.password;
  }

  get isRunning(): boolean {
    return this.#server !== undefined && this.#server.exitCode === null && this.#server.signalCode === null;
  }

  /** Starts the server on its existing data; resolves once it answers queries. */
  async start(): Promise<void> {
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (Date.now() < deadline) {
      if (!this.isRunning) await this.#spawn(); // repeated while processes of a killed server are still ending
      if (await this.query('SELECT 1').then(isTrue, isFalse)) return;
      await delay(POLL_MS);
    }
    throw new Error(`PostgreSQL did not start:\n${(await readFile(this.#log, 'utf8')).slice(-2_000)}`);
  }

  /** Kills the server without a shutdown: nothing is flushed and no client is notified. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** A fast shutdown (SIGINT). */
  async stop(): Promise<void> {
    await this.#end('SIGINT');
  }

  /** Promotes a standby. Retries, because recovery conflicts may cancel the session that requests the promotion. */
  async promote(): Promise<void> {
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (Date.now() < deadline) {
      const asked = this.query<{ promoted: boolean }>(PROMOTE);
      if (await asked.then(([row]) => row?.promoted ?? false, isFalse)) return;
      await delay(POLL_MS);
    }
    throw new Error(`PostgreSQL was not promoted:\n${(await readFile(this.#log, 'utf8')).slice(-2_000)}`);
  }

  async query<Row extends pg.QueryResultRow>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({
      connectionString: this.url,
      connectionTimeoutMillis: 5_000,
      query_timeout: 120_000,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.query<Row>(sql, [...values])).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  /** The process ids of the order service's sessions. */
  async sessions(condition = 'true'): Promise<number[]> {
    const rows = await this.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'order-service%' AND ${condition}`,
    );
    return rows.map(({ pid }) => pid);
  }

  async #spawn(): Promise<void> {
    const { follows, settings } = this.#options;
    const { account, postgres, password } = this.#template;
    const conninfo = follows
      ? {
          primary_conninfo: `host=127.0.0.1 port=${follows.port} user=postgres password=${password} application_name=${follows.name}`,
        }
      : {};
    const all = { ...SETTINGS, ...settings, ...conninfo, port: String(this.port) };
    const args = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const log = await open(this.#log, 'a');
    try {
      const server = spawn(postgres, ['-D', this.#data, ...args], {
        ...account,
        cwd: '/',
        env: { LC_ALL: 'C' },
        stdio: ['ignore', log.fd, log.fd],
        detached: true, // Ctrl-C in the terminal must reach only the rig, which stops the server last
      });
      await once(server, 'spawn');
      const pid = server.pid ?? 0;
      this.#guard.watch(pid);
      server.once('exit', () => this.#guard.release(pid));
      this.#server = server;
    } finally {
      await log.close();
    }
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const server = this.#server;
    if (!server || !this.isRunning) return;
    const ended = once(server, 'exit');
    server.kill(signal);
    await ended;
  }
}

const isTrue = (): boolean => true;
const isFalse = (): boolean => false;

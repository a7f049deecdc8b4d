import pg from 'pg';
import { fileURLToPath } from 'node:url';
import { sessionOptions } from './session-options.js';
import { migrateToLatest } from '../packages/server/src/db/migrate.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../packages/server/src/embedded/embedded-postgres.js';
import { readProcess } from './processes.js';
import { seed } from './seed.js';

/** Directory, ignored by git, of the cluster with the seeded templates; kept between runs. */
const CLUSTER = fileURLToPath(new URL('.cache/postgres', import.meta.url));

/** Commits are durable (fsync and synchronous_commit stay on); the other settings are usual for a small machine. */
export const SETTINGS = {
  shared_buffers: '512MB',
  max_wal_size: '4GB',
  max_connections: '300',
};

export interface BenchDatabase {
  readonly url: string;
  /** Process id of the postmaster. */
  readonly pid: number;
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Replaces the database by a fresh copy under the same URL. There must be no connections. */
  renew(): Promise<void>;
  drop(): Promise<void>;
}

/** A private PostgreSQL with the seeded templates. */
export class BenchPostgres {
  readonly #server: EmbeddedPostgres;
  readonly #log: (text: string) => void;

  private constructor(server: EmbeddedPostgres, log: (text: string) => void) {
    this.#server = server;
    this.#log = log;
  }

  static async start(log: (text: string) => void): Promise<BenchPostgres> {
    return new BenchPostgres(await startEmbeddedPostgres({ dataDirectory: CLUSTER, settings: SETTINGS }), log);
  }

  /** A copy of the template with `orders` orders, which is seeded on first use. */
  async database(orders: number): Promise<BenchDatabase> {
    const template = await this.#template(orders);
    return await this.#opened(orders, async (name) => {
      await this.#onServer(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`);
    });
  }

  /** A database that is seeded for this run alone: a large one would not fit on the disk twice. */
  async seededDatabase(orders: number): Promise<BenchDatabase> {
    return await this.#opened(orders, (name) => this.#seed(name, orders));
  }

  /** A database without orders. */
  async emptyDatabase(): Promise<BenchDatabase> {
    return await this.#opened(0, async (name) => {
      await migrateToLatest(await this.#server.createDatabase(name));
    });
  }

  async #opened(orders: number, create: (name: string) => Promise<void>): Promise<BenchDatabase> {
    const name = `bench_run_${process.pid}_${orders}`;
    const url = this.#urlOf(name);
    const createAgain = async (): Promise<pg.Client> => {
      await this.#onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await create(name);
      return await connected(url);
    };
    let client = await createAgain();
    const [{ pid } = { pid: 0 }] = (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows;
    return {
      url,
      pid: readProcess(pid)?.parent ?? 0,
      query: async <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) =>
        (await client.query<Row>(text, values)).rows,
      renew: async () => {
        await client.end();
        client = await createAgain();
      },
      drop: async () => {
        await client.end();
        await this.#onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      },
    };
  }

  async stop(): Promise<void> {
    await this.#server.stop();
  }

  async #template(orders: number): Promise<string> {
    const name = `bench_template_${orders}`;
    const known = await this.#onServer('SELECT FROM pg_database WHERE datname = $1 AND datistemplate', [name]);
    if (known.rowCount) {
      await migrateToLatest(this.#urlOf(name)); // updates a template of an earlier version
      return name;
    }
    await this.#onServer(`DROP DATABASE IF EXISTS ${name}`); // incomplete template of a run that was ended
    await this.#seed(name, orders);
    await this.#onServer(`ALTER DATABASE ${name} WITH IS_TEMPLATE true`);
    return name;
  }

  async #seed(name: string, orders: number): Promise<void> {
    const url = await this.#server.createDatabase(name);
    await migrateToLatest(url);
    const client = await connected(url);
    try {
      await seed(client, orders, this.#log);
    } finally {
      await client.end();
    }
  }

  #urlOf(name: string): string {
    const url = new URL(this.#server.url);
    url.pathname = `/${name}`;
    return url.href;
  }

  async #onServer(text: string, values?: unknown[]): Promise<pg.QueryResult> {
    const client = await connected(this.#server.url);
    try {
      return await client.query(text, values);
    } finally {
      await client.end();
    }
  }
}

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, options: sessionOptions() });
  await client.connect();
  return client;
}

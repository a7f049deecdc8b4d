import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '../../../../test/services/eventually.js';
import { uniqueName } from '../../../../test/services/rabbitmq.js';
import { migrateToLatest } from '../../src/db/migrate.js';
import { LANES } from '../../src/domain/lane.js';
import { startHaproxy, type Haproxy } from '../cluster/haproxy.js';
import { lastingPorts } from '../cluster/ports.js';
import { AuditQueue } from '../faults/rig/audit-queue.js';
import type { Fixture } from '../faults/rig/fixture.js';
import { PostgresInstance } from '../faults/rig/postgres-instance.js';
import { startProductStub, type ProductStub } from '../faults/rig/product-stub.js';
import { Replica } from '../faults/rig/replica.js';
import { INHERITED_SETTINGS } from '../support/inherited-settings.js';

const CONFIGURATION = fileURLToPath(new URL('../../../../docs/scaling/cells.cfg', import.meta.url));
/** The smallest that moves of lanes need; `origin` and slots are kept for each subscription. */
const POSTGRES = {
  wal_level: 'logical',
  max_wal_senders: '20',
  max_replication_slots: '20',
  max_worker_processes: '24',
};
const SERVERS_OF_A_CELL = 2;

export interface Cell {
  readonly number: number;
  readonly database: PostgresInstance;
  readonly servers: readonly Replica[];
}

/**
 * Two cells, each with a PostgreSQL of its own and two servers, one broker, the database that operators read with a server
 * that only reads, and HAProxy with the configuration of docs/scaling. Lanes from 128 on are in cell 1.
 */
export interface Topology {
  readonly url: string;
  readonly secret: string;
  readonly cells: readonly [Cell, Cell];
  readonly operators: PostgresInstance;
  readonly haproxy: Haproxy;
  readonly audit: AuditQueue;
  readonly folder: string;
  /** The file for `order-service lanes --cells`. */
  readonly cellsFile: string;
  readonly logs: () => string[];
  stop(): Promise<void>;
}

export async function startTopology(fixture: Fixture): Promise<Topology> {
  const folder = await fixture.runFolder();
  const { guard, template } = fixture;
  const secret = randomBytes(32).toString('base64url');
  const broker = (await fixture.node()).url;
  const audit = new AuditQueue(() => broker, uniqueName('events'));
  await audit.open();
  const products = await startProductStub();
  const [httpPort = 0, ...serverPorts] = await lastingPorts(2 + 2 * SERVERS_OF_A_CELL);
  const logs: string[] = [];

  const instance = (name: string): Promise<PostgresInstance> =>
    PostgresInstance.start(template, join(folder, name), guard, { settings: POSTGRES });
  const [first, second, operators] = await Promise.all(['cell-0', 'cell-1', 'operators'].map(instance));
  if (!first || !second || !operators) throw new Error('PostgreSQL did not start');
  await migrateToLatest(second.url, { cell: 1 });

  const startServer = async (name: string, url: string, extra: Readonly<Record<string, string>> = {}) => {
    const port = serverPorts[logs.length] ?? 0;
    const log = join(folder, `${name}.log`);
    logs.push(log);
    const variables = {
      ...{ HOST: '127.0.0.1', PORT: String(port), DATABASE_URL: url, SECRET_KEY: secret, LOG_LEVEL: 'warn' },
      ...{ PRODUCT_SERVICE_URL: products.url, PRODUCT_CACHE_MS: '60000' },
      ...{ RABBITMQ_URL: broker, RABBITMQ_EXCHANGE: audit.exchange },
      ...INHERITED_SETTINGS,
      ...extra,
    };
    return await new Replica({ variables, plan: {}, log, guard }).start();
  };
  const startCell = async (number: number, database: PostgresInstance): Promise<Cell> => {
    const names = Array.from({ length: SERVERS_OF_A_CELL }, (_, index) => `cell-${number}-server-${index}`);
    const servers: Replica[] = [];
    for (const name of names) servers.push(await startServer(name, database.url));
    return { number, database, servers };
  };
  const cells = [await startCell(0, first), await startCell(1, second)] as const;
  const reader = await startServer('operators', operators.url, { READ_ONLY: 'true', RABBITMQ_URL: 'none' });

  const map = join(folder, 'lanes.map');
  await writeFile(map, Array.from({ length: LANES }, (_, lane) => `${lane} cell_0\n`).join(''));
  const haproxy = await startHaproxy({
    configuration: CONFIGURATION,
    variables: {
      ...{ BIND: `127.0.0.1:${httpPort}`, LANES_MAP: map, FIRST_LANE_ID: '0' },
      ...{ CELL_0_SERVER_1: addressOf(cells[0], 0), CELL_0_SERVER_2: addressOf(cells[0], 1) },
      ...{ CELL_1_SERVER_1: addressOf(cells[1], 0), CELL_1_SERVER_2: addressOf(cells[1], 1) },
      OPERATORS_SERVER: `127.0.0.1:${reader.port}`,
    },
    folder,
    guard,
  });
  const cellsFile = join(folder, 'cells.json');
  const databases = { 0: first.url, 1: second.url };
  await writeFile(
    cellsFile,
    JSON.stringify({ databases, operators: operators.url, map, sockets: [join(folder, 'haproxy.sock')] }),
  );
  return {
    url: `http://127.0.0.1:${httpPort}`,
    ...{ secret, cells, operators, haproxy, audit, folder, cellsFile },
    logs: () => logs,
    stop: () => stopAll({ haproxy, cells, reader, products, audit, instances: [first, second, operators] }),
  };
}

function addressOf({ servers }: Cell, index: number): string {
  return `127.0.0.1:${servers[index]?.port}`;
}

interface Running {
  readonly haproxy: Haproxy;
  readonly cells: readonly Cell[];
  readonly reader: Replica;
  readonly products: ProductStub;
  readonly audit: AuditQueue;
  readonly instances: readonly PostgresInstance[];
}

async function stopAll({ haproxy, cells, reader, products, audit, instances }: Running): Promise<void> {
  await haproxy.stop();
  await Promise.all([...cells.flatMap(({ servers }) => servers), reader].map((server) => server.end('SIGKILL')));
  await products.stop();
  await audit.delete().catch(() => undefined); // the broker may be gone
  await Promise.all(instances.map((instance) => instance.kill()));
}

/** Resolves when every server of a cell serves requests. */
export async function cellIsReady({ number, servers }: Cell): Promise<void> {
  await eventually(
    `cell ${number} is ready`,
    async () => {
      const answers = await Promise.all(
        servers.map(({ url }) =>
          fetch(`${url}/health/ready`).then(
            ({ status }) => status,
            () => 0,
          ),
        ),
      );
      return answers.every((status) => status === 200);
    },
    60_000,
  );
}

import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { eventually } from '../../../../test/services/eventually.js';
import { startProcessGuard, type ProcessGuard } from '../../../../test/services/process-guard.js';
import { startRabbitCluster, type RabbitCluster } from '../faults/rig/rabbit-cluster.js';
import { startHaproxy, type Haproxy } from './haproxy.js';
import { lastingPorts } from './ports.js';
import { startPostgresCluster, type PostgresCluster } from './postgres-cluster.js';
import { provisionCluster } from './programs.js';

const CONFIGURATION = fileURLToPath(new URL('../../../../docs/scaling/haproxy.cfg', import.meta.url));
const SERVERS = 3;

/** Everything but the servers, which each fault gets anew: three nodes of PostgreSQL, three brokers, and HAProxy. */
export interface Topology {
  readonly folder: string;
  readonly guard: ProcessGuard;
  readonly postgres: PostgresCluster;
  readonly brokers: RabbitCluster;
  readonly haproxy: Haproxy;
  /** The ports that HAProxy expects the servers on. */
  readonly serverPorts: readonly number[];
  /** The order service through HAProxy. */
  readonly ordersUrl: string;
  /** The brokers through HAProxy. */
  readonly brokerUrl: string;
  /** A database of the primary, through HAProxy. */
  databaseUrl(name: string): string;
  /** Makes an empty database. */
  createDatabase(name: string): Promise<void>;
  stop(): Promise<void>;
}

export async function startTopology(): Promise<Topology> {
  const programs = await provisionCluster();
  const folder = await mkdtemp(join(tmpdir(), 'orders-cluster-'));
  await chmod(folder, 0o711); // the account of PostgreSQL needs to traverse it
  const guard = startProcessGuard(folder);
  try {
    const postgres = await startPostgresCluster(programs, folder, guard);
    const brokers = await startRabbitCluster();
    const serverPorts = await lastingPorts(SERVERS);
    const [ordersPort = 0, postgresPort = 0, rabbitPort = 0] = await lastingPorts(3);
    const haproxy = await startHaproxy({
      configuration: CONFIGURATION,
      variables: {
        ORDERS_ADDRESS: `127.0.0.1:${ordersPort}`,
        POSTGRES_ADDRESS: `127.0.0.1:${postgresPort}`,
        RABBITMQ_ADDRESS: `127.0.0.1:${rabbitPort}`,
        ...numbered('ORDERS', serverPorts.map(onLoopback)),
        ...numbered(
          'POSTGRES',
          postgres.nodes.map((node) => onLoopback(node.postgresPort)),
        ),
        ...numbered(
          'PATRONI_PORT',
          postgres.nodes.map(({ patroniPort }) => String(patroniPort)),
        ),
        ...numbered(
          'RABBITMQ',
          brokers.nodes.map(({ port }) => onLoopback(port)),
        ),
      },
      folder,
      guard,
    });
    // Until its first checks HAProxy takes every server for the primary.
    await eventually('HAProxy leads to the primary alone', async () => {
      const servers = (await haproxy.command('show stat')).split('\n');
      return servers.filter((line) => /^postgres,pg\d,.*,UP,/.test(line)).length === 1;
    });
    const databaseUrl = (name: string): string =>
      `postgresql://postgres:${postgres.password}@127.0.0.1:${postgresPort}/${name}`;
    const brokerUrl = new URL(brokers.nodes[0]!.url);
    brokerUrl.port = String(rabbitPort);
    return {
      ...{ folder, guard, postgres, brokers, haproxy, serverPorts, databaseUrl },
      ordersUrl: `http://127.0.0.1:${ordersPort}`,
      brokerUrl: brokerUrl.href,
      createDatabase: async (name) => {
        const client = new pg.Client(databaseUrl('postgres'));
        client.on('error', () => undefined);
        await client.connect();
        await client.query(`CREATE DATABASE ${name}`);
        await client.end();
      },
      stop: async () => {
        await haproxy.stop();
        await brokers.stop();
        await postgres.stop();
        await guard.close();
      },
    };
  } catch (error) {
    await guard.close();
    throw error;
  }
}

const onLoopback = (port: number): string => `127.0.0.1:${port}`;

/** `{ NAME_1: …, NAME_2: … }` */
function numbered(name: string, values: readonly string[]): Record<string, string> {
  return Object.fromEntries(values.map((value, index) => [`${name}_${index + 1}`, value]));
}

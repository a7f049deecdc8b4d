import { chmod, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startProcessGuard } from '../../../../test/services/process-guard.js';
import { startHaproxy, type Haproxy } from './haproxy.js';
import { lastingPorts } from './ports.js';

const CONFIGURATION = fileURLToPath(new URL('../../../../docs/scaling/haproxy.cfg', import.meta.url));
const SERVERS = 3;
/** What the configuration has beside the order service. Nothing listens there. */
const OTHERS = ['POSTGRES_1', 'POSTGRES_2', 'POSTGRES_3', 'RABBITMQ_1', 'RABBITMQ_2', 'RABBITMQ_3'];

/** HAProxy with the documented configuration in front of servers, without their databases and brokers. */
export interface Balancer {
  readonly url: string;
  readonly haproxy: Haproxy;
  /** The names of the servers that HAProxy sends requests to. */
  serversInUse(): Promise<string[]>;
  stop(): Promise<void>;
}

/** @param change of the configuration, such as another number of retries */
export async function startBalancer(
  serverPorts: readonly number[],
  change: (configuration: string) => string = (configuration) => configuration,
): Promise<Balancer> {
  const folder = await mkdtemp(join(tmpdir(), 'orders-haproxy-'));
  await chmod(folder, 0o711);
  const guard = startProcessGuard(folder);
  const [port = 0, postgres = 0, rabbitmq = 0, nobody = 0] = await lastingPorts(4);
  const configuration = join(folder, 'haproxy.cfg');
  await writeFile(configuration, change(await readFile(CONFIGURATION, 'utf8')));
  const servers = Array.from({ length: SERVERS }, (_, index) => [`ORDERS_${index + 1}`, serverPorts[index] ?? nobody]);
  const addresses = [
    ...servers,
    ...OTHERS.map((name) => [name, nobody]),
    ...[
      ['ORDERS_ADDRESS', port],
      ['POSTGRES_ADDRESS', postgres],
      ['RABBITMQ_ADDRESS', rabbitmq],
    ],
  ];
  try {
    const variables = Object.fromEntries(addresses.map(([name, at]) => [String(name), `127.0.0.1:${at}`]));
    const haproxy = await startHaproxy({ configuration, variables, folder, guard });
    return {
      url: `http://127.0.0.1:${port}`,
      haproxy,
      serversInUse: async () => {
        const lines = (await haproxy.command('show stat')).split('\n');
        // `UP 1/2`: a check has failed, and requests go on until the next one has, too.
        return lines.flatMap((line) => /^orders,(s\d),.*,UP(?: \d\/\d)?,/.exec(line)?.[1] ?? []);
      },
      stop: () => guard.close(),
    };
  } catch (error) {
    await guard.close();
    throw error;
  }
}

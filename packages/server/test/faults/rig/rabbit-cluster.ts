import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { freePorts } from '../../../../../test/services/free-port.js';
import { startRabbitNode, type RabbitNode } from '../../../../../test/services/rabbitmq.js';

export interface RabbitCluster {
  readonly nodes: readonly RabbitNode[];
  stop(): Promise<void>;
}

const SIZE = 3;

/** What docs/scaling.md tells platform people to use. */
const CONFIGURATION = new URL('../../../../../docs/scaling/rabbitmq.conf', import.meta.url);

/** Starts a cluster of three nodes: the first alone, then two that join the started ones by their configuration. */
export async function startRabbitCluster(): Promise<RabbitCluster> {
  const [epmdPort = 0] = await freePorts(1);
  const cookie = randomBytes(16).toString('hex');
  const configuration = await readFile(CONFIGURATION, 'utf8');
  const nodes: RabbitNode[] = [];
  while (nodes.length < SIZE) {
    const config = withNodes(configuration, nodes);
    nodes.push(await startRabbitNode({ cluster: { cookie, epmdPort }, config }));
  }
  return {
    nodes,
    stop: async () => {
      for (const node of nodes.reverse()) await node.stop(); // the first owns the epmd process that the others use
    },
  };
}

/** The lines of the configuration, with the names of the started nodes in place of `rabbit@rabbit1`, `rabbit@rabbit2`, …. */
function withNodes(configuration: string, started: readonly RabbitNode[]): string[] {
  return configuration.split('\n').flatMap((line) => {
    const number = /= rabbit@rabbit(\d)$/.exec(line)?.[1];
    if (number === undefined) return [line];
    const node = started[Number(number) - 1];
    return node ? [line.replace(`rabbit@rabbit${number}`, node.name)] : [];
  });
}

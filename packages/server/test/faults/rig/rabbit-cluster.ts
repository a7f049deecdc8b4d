import { randomBytes } from 'node:crypto';
import { freePorts } from '../../../../../test/services/free-port.js';
import { startRabbitNode, type RabbitNode } from '../../../../../test/services/rabbitmq.js';

export interface RabbitCluster {
  readonly nodes: readonly RabbitNode[];
  stop(): Promise<void>;
}

const SIZE = 3;

/** Starts a cluster of three nodes: the first alone, then two that join it by their configuration. */
export async function startRabbitCluster(): Promise<RabbitCluster> {
  const [epmdPort = 0] = await freePorts(1);
  const cookie = randomBytes(16).toString('hex');
  const first = await startRabbitNode({ cluster: { cookie, epmdPort } });
  const nodes = [first];
  while (nodes.length < SIZE) {
    nodes.push(
      await startRabbitNode({
        cluster: { cookie, epmdPort },
        config: [
          'cluster_formation.peer_discovery_backend = classic_config',
          `cluster_formation.classic_config.nodes.1 = ${first.name}`,
        ],
      }),
    );
  }
  return {
    nodes,
    stop: async () => {
      for (const node of nodes.reverse()) await node.stop(); // the first owns the epmd process that the others use
    },
  };
}

import type { RabbitNode } from '../../../../../test/services/rabbitmq.js';
import { startTcpProxy, type TcpProxy } from '../../../src/testing/tcp-proxy.js';

/** The RabbitMQ nodes of a run, and the proxy in front of them. */
export class Broker {
  readonly nodes: readonly RabbitNode[];
  readonly network: TcpProxy;

  private constructor(nodes: readonly RabbitNode[], network: TcpProxy) {
    this.nodes = nodes;
    this.network = network;
  }

  static async start(nodes: readonly RabbitNode[]): Promise<Broker> {
    const targets = nodes.map(({ port }) => ({ port }));
    return new Broker(nodes, await startTcpProxy(() => targets));
  }

  /** The single node, or the first node of a cluster. */
  get node(): RabbitNode {
    return this.nodes[0]!;
  }

  /** The URL that servers connect to: the single node, or the proxy, which forwards to a node that accepts connections. */
  url(throughNetwork: boolean): string {
    if (!throughNetwork && this.nodes.length === 1) return this.node.url;
    const url = new URL(this.node.url);
    url.port = String(this.network.port);
    return url.href;
  }

  stop(): Promise<void> {
    return this.network.stop();
  }
}

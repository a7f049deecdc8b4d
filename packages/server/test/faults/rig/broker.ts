import type { RabbitNode } from '../../../../../test/services/rabbitmq.js';
import { startTcpProxy, type TcpProxy } from '../../../src/testing/tcp-proxy.js';

/** The brokers that a run uses, and the network in front of them. */
export class Broker {
  private constructor(
    readonly nodes: readonly RabbitNode[],
    readonly network: TcpProxy,
  ) {}

  static async start(nodes: readonly RabbitNode[]): Promise<Broker> {
    const targets = nodes.map(({ port }) => ({ port }));
    return new Broker(nodes, await startTcpProxy(() => targets));
  }

  /** The only node, or the first of a cluster. */
  get node(): RabbitNode {
    return this.nodes[0]!;
  }

  /** Where servers connect to: straight to the only node, or through the network, which finds one that lives. */
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

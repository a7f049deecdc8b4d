import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProcessGuard, type ProcessGuard } from '../../../../../test/services/process-guard.js';
import { startRabbitNode, type RabbitNode } from '../../../../../test/services/rabbitmq.js';
import { startRabbitCluster, type RabbitCluster } from './rabbit-cluster.js';
import { makePostgresTemplate, type PostgresTemplate } from './postgres-template.js';

/** Messages above this make RabbitMQ close the channel: an order of many lines is one. */
const MAX_MESSAGE_BYTES = 64 * 1024;

/** What runs share, because it takes long to make: a template of the database, and brokers. */
export class Workshop {
  #runs = 0;
  #node: Promise<RabbitNode> | undefined;
  #cluster: Promise<RabbitCluster> | undefined;

  private constructor(
    readonly folder: string,
    readonly guard: ProcessGuard,
    readonly template: PostgresTemplate,
  ) {}

  static async open(): Promise<Workshop> {
    const folder = await mkdtemp(join(tmpdir(), 'order-service-faults-'));
    await chmod(folder, 0o711); // PostgreSQL's account walks through it
    const guard = startProcessGuard(folder);
    try {
      return new Workshop(folder, guard, await makePostgresTemplate(folder));
    } catch (error) {
      await guard.close();
      throw error;
    }
  }

  /** One broker, running. */
  async node(): Promise<RabbitNode> {
    this.#node ??= startRabbitNode({ config: [`max_message_size = ${MAX_MESSAGE_BYTES}`] });
    return await this.#node;
  }

  /** Three brokers in one cluster, running. */
  async cluster(): Promise<RabbitCluster> {
    return await (this.#cluster ??= startRabbitCluster());
  }

  /** A new folder for one run. */
  async runFolder(): Promise<string> {
    const path = join(this.folder, `run-${(this.#runs += 1)}`);
    await mkdir(path);
    await chmod(path, 0o711);
    return path;
  }

  /** Ends everything that was started here; what a run has left in its folder goes, too. */
  async close(): Promise<void> {
    await (await this.#cluster)?.stop();
    await (await this.#node)?.stop();
    await this.guard.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

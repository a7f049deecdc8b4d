import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProcessGuard, type ProcessGuard } from '../../../../../test/services/process-guard.js';
import { startRabbitNode, type RabbitNode } from '../../../../../test/services/rabbitmq.js';
import { startRabbitCluster, type RabbitCluster } from './rabbit-cluster.js';
import { makePostgresTemplate, type PostgresTemplate, type TemplateOptions } from './postgres-template.js';

/** RabbitMQ closes the channel of a larger message, such as the event of an order with many lines. */
const MAX_MESSAGE_BYTES = 64 * 1024;

/** What all runs share because it is slow to create: the database template and the brokers. */
export class Fixture {
  readonly guard: ProcessGuard;
  readonly template: PostgresTemplate;
  readonly #folder: string;
  #runs = 0;
  #node: Promise<RabbitNode> | undefined;
  #cluster: Promise<RabbitCluster> | undefined;

  private constructor(folder: string, guard: ProcessGuard, template: PostgresTemplate) {
    this.#folder = folder;
    this.guard = guard;
    this.template = template;
  }

  static async open(options: TemplateOptions = {}): Promise<Fixture> {
    const folder = await mkdtemp(join(tmpdir(), 'order-service-faults-'));
    await chmod(folder, 0o711); // PostgreSQL's account needs to traverse it
    const guard = startProcessGuard(folder);
    try {
      return new Fixture(folder, guard, await makePostgresTemplate(folder, options));
    } catch (error) {
      await guard.close();
      throw error;
    }
  }

  /** A running RabbitMQ node. */
  async node(): Promise<RabbitNode> {
    this.#node ??= startRabbitNode({ config: [`max_message_size = ${MAX_MESSAGE_BYTES}`] });
    return await this.#node;
  }

  /** A running RabbitMQ cluster of three nodes. */
  async cluster(): Promise<RabbitCluster> {
    return await (this.#cluster ??= startRabbitCluster());
  }

  /** A new folder for one run. */
  async runFolder(): Promise<string> {
    const path = join(this.#folder, `run-${(this.#runs += 1)}`);
    await mkdir(path);
    await chmod(path, 0o711);
    return path;
  }

  /** Stops the brokers and deletes the folders of all runs. */
  async close(): Promise<void> {
    await (await this.#cluster)?.stop();
    await (await this.#node)?.stop();
    await this.guard.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

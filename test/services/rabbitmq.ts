import { randomUUID } from 'node:crypto';
import { bootDockerNode, hasDockerEngine } from './rabbitmq-docker.js';
import { findRabbitInstallation, installRabbit } from './rabbitmq-install.js';
import { bootRabbitNode, type RabbitNode, type RabbitNodeOptions } from './rabbitmq-node.js';
import { onTeardown } from './teardown.js';

export type { RabbitNode, RabbitNodeOptions, RabbitProgram } from './rabbitmq-node.js';

/** A shared broker, which tests must not stop. */
export interface SharedRabbit {
  /** `amqp://user:password@host:port[/vhost]` */
  readonly url: string;
}

type Boot = (options: RabbitNodeOptions) => Promise<RabbitNode>;

let shared: Promise<SharedRabbit> | undefined;
let source: Promise<Boot> | undefined;

/**
 * The broker that all tests of the run share: the one that `RABBITMQ_TEST_URL` names, otherwise a private node that is
 * started on the first call and stopped with the run. Use `uniqueName()` for exchanges and queues.
 */
export function testRabbit(): Promise<SharedRabbit> {
  const given = process.env.RABBITMQ_TEST_URL;
  shared ??= given ? Promise.resolve({ url: given }) : startRabbitNode();
  return shared;
}

/** A node for one test, which may kill, restart or fill it; stopped with the run at the latest. */
export async function startRabbitNode(options: RabbitNodeOptions = {}): Promise<RabbitNode> {
  const boot = await (source ??= findSource());
  const node = await boot(options);
  onTeardown(() => node.stop());
  return node;
}

/** A unique name, such as `events-1b9d6bcd`. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${randomUUID().slice(0, 8)}`;
}

/** The source of nodes on this machine, the first that is available: installed, Debian's package, Docker. */
async function findSource(): Promise<Boot> {
  const installed = findRabbitInstallation();
  if (installed) return (options) => bootRabbitNode(installed, options);
  const failure = await installRabbit();
  const provisioned = findRabbitInstallation();
  if (provisioned) return (options) => bootRabbitNode(provisioned, options);
  if (await hasDockerEngine()) return bootDockerNode;
  throw new Error(
    [
      'These tests need a RabbitMQ, and none was found. Do one of these:',
      ' - install the package rabbitmq-server (it need not run: the tests start a private node of it)',
      ' - start Docker',
      ' - set RABBITMQ_TEST_URL=amqp://user:password@host:5672 to a broker that may be used for tests',
      '   (it serves those that share a broker; those that kill one still need one of the above)',
      `Installing Debian's package failed: ${failure ?? 'it holds no server that could be found'}`,
    ].join('\n'),
  );
}

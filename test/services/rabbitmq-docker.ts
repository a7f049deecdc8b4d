import { execFile, spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { promisify } from 'node:util';
import { randomUUID } from 'node:crypto';
import { freePorts } from './free-port.js';
import type { RabbitNode, RabbitNodeOptions, RabbitProgram } from './rabbitmq-node.js';
import { untilItConnects, untilItIsGone } from './rabbitmq-ready.js';

const image = 'rabbitmq:4.3';
const run = promisify(execFile);

/**
 * The container's first process reads commands from standard input and ends when that closes, so that the container ends
 * with this process. RUNNING_UNDER_SYSTEMD makes the entry point exec Erlang, so that `$!` is the node's process id.
 */
const supervisor = `
printf '%s\\n' "$RABBIT_CONFIG" > /etc/rabbitmq/conf.d/90-test.conf
export RUNNING_UNDER_SYSTEMD=true
while read -r verb; do
  case $verb in
    start) docker-entrypoint.sh rabbitmq-server & server=$! ;;
    kill) kill -9 $server; wait $server ;;
  esac
done
kill -9 $server`;

/** Whether a Docker engine is available. */
export async function hasDockerEngine(): Promise<boolean> {
  return run('docker', ['info'], { timeout: 10_000 }).then(
    () => true,
    () => false,
  );
}

/** Starts a node in a container that is removed when this process ends. */
export async function bootDockerNode(options: RabbitNodeOptions): Promise<RabbitNode> {
  if (options.cluster) throw new Error('a cluster needs an installed RabbitMQ: its nodes share this machine');
  const [port = 0] = await freePorts(1);
  const name = `orders-rabbitmq-${randomUUID()}`;
  await run('docker', ['image', 'inspect', image]).catch(() => run('docker', ['pull', '--quiet', image]));
  const container = spawn(
    'docker',
    [
      ...['run', '--rm', '--interactive', '--name', name, '--publish', `127.0.0.1:${port}:5672`],
      ...['--env', `RABBIT_CONFIG=${['loopback_users = none', ...(options.config ?? [])].join('\n')}`],
      ...['--entrypoint', '/bin/sh', image, '-c', supervisor],
    ],
    { stdio: ['pipe', 'ignore', 'ignore'], detached: true },
  );
  await once(container, 'spawn');
  container.unref();
  if (container.stdin instanceof Socket) container.stdin.unref();
  const node = new DockerNode(container, name, port);
  await node.restart();
  return node;
}

class DockerNode implements RabbitNode {
  readonly #container: ChildProcessByStdio<Writable, null, null>;
  readonly #containerName: string;
  readonly port: number;
  readonly name = 'rabbit@localhost';
  #running = false;

  constructor(container: ChildProcessByStdio<Writable, null, null>, containerName: string, port: number) {
    this.#container = container;
    this.#containerName = containerName;
    this.port = port;
  }

  get url(): string {
    return `amqp://guest:guest@127.0.0.1:${this.port}`;
  }

  get pid(): number {
    throw new Error('a RabbitMQ in a container has no pid to signal');
  }

  async restart(): Promise<void> {
    await this.kill();
    this.#container.stdin.write('start\n');
    this.#running = true;
    await untilItConnects(this.url, () => this.#container.exitCode === null);
  }

  async kill(): Promise<void> {
    if (!this.#running) return;
    this.#running = false;
    this.#container.stdin.write('kill\n');
    await untilItIsGone(this.url);
  }

  async stop(): Promise<void> {
    if (this.#container.exitCode !== null || this.#container.stdin.writableEnded) return;
    this.#container.ref();
    const ended = once(this.#container, 'exit');
    this.#container.stdin.end();
    await ended;
  }

  ctl(...args: string[]): Promise<string> {
    return this.run('rabbitmqctl', '--quiet', ...args);
  }

  async run(program: RabbitProgram, ...args: string[]): Promise<string> {
    return (await run('docker', ['exec', this.#containerName, program, ...args])).stdout;
  }
}

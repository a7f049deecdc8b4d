import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, open, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePorts } from './free-port.js';
import { startProcessGuard, type ProcessGuard } from './process-guard.js';
import type { RabbitInstallation } from './rabbitmq-install.js';
import { untilItConnects } from './rabbitmq-ready.js';

export interface RabbitNodeOptions {
  /** Further lines of rabbitmq.conf, such as `max_message_size = 65536`. */
  readonly config?: readonly string[];
  /** Equal for all nodes of a cluster; the first one starts the port mapper. */
  readonly cluster?: { readonly cookie: string; readonly epmdPort: number };
}

export type RabbitProgram = 'rabbitmqctl' | 'rabbitmq-diagnostics';

/** A private RabbitMQ node on the loopback interface, with its own ports, name, cookie and directory. */
export interface RabbitNode {
  readonly url: string;
  readonly port: number;
  /** The Erlang node name, such as `orders-test-40001@localhost`. */
  readonly name: string;
  /** Process id of the running node, for signals such as SIGSTOP. */
  readonly pid: number;
  /** Kills the node without a shutdown; its durable queues stay on disk. */
  kill(): Promise<void>;
  /** Starts the node again on the same port and directory; kills it first if it is running. */
  restart(): Promise<void>;
  /** Ends the node and deletes its directory. Idempotent. */
  stop(): Promise<void>;
  /** Runs rabbitmqctl for this node, without its headings; returns its output. */
  ctl(...args: string[]): Promise<string>;
  /** Runs a program of RabbitMQ for this node; returns its output. */
  run(program: RabbitProgram, ...args: string[]): Promise<string>;
}

/** Starts a node (about five seconds); resolves when it accepts connections. */
export async function bootRabbitNode(
  installation: RabbitInstallation,
  options: RabbitNodeOptions,
): Promise<RabbitNode> {
  const folder = await mkdtemp(join(tmpdir(), 'orders-rabbitmq-'));
  const guard = startProcessGuard(folder);
  try {
    const [port = 0, distributionPort = 0, ownEpmdPort = 0] = await freePorts(3);
    const ports = { port, distributionPort, epmdPort: options.cluster?.epmdPort ?? ownEpmdPort };
    const node = new InstalledNode(installation, folder, guard, ports);
    await node.prepare(options);
    await node.restart();
    return node;
  } catch (error) {
    await guard.close();
    throw error;
  }
}

class InstalledNode implements RabbitNode {
  readonly #installation: RabbitInstallation;
  readonly #folder: string;
  readonly #guard: ProcessGuard;
  readonly port: number;
  readonly #environment: NodeJS.ProcessEnv;
  #server: ChildProcess | undefined;
  #stopped: Promise<void> | undefined;

  constructor(installation: RabbitInstallation, folder: string, guard: ProcessGuard, ports: NodePorts) {
    this.#installation = installation;
    this.#folder = folder;
    this.#guard = guard;
    this.port = ports.port;
    this.#environment = nodeEnvironment(folder, ports);
  }

  get name(): string {
    return nodeName(this.port);
  }

  get url(): string {
    return `amqp://guest:guest@127.0.0.1:${this.port}`;
  }

  get pid(): number {
    if (this.#server?.pid === undefined) throw new Error('the RabbitMQ node is not running');
    return this.#server.pid;
  }

  async prepare(options: RabbitNodeOptions): Promise<void> {
    const config = [
      `listeners.tcp.1 = 127.0.0.1:${this.port}`,
      'disk_free_limit.absolute = 1MB',
      'log.file.level = warning',
      ...(options.config ?? []),
    ];
    await writeFile(join(this.#folder, 'rabbitmq.conf'), config.map((line) => `${line}\n`).join(''));
    await writeFile(join(this.#folder, '.erlang.cookie'), options.cluster?.cookie ?? randomBytes(16).toString('hex'), {
      mode: 0o400,
    });
    await writeFile(join(this.#folder, 'enabled_plugins'), '[].\n');
  }

  async restart(): Promise<void> {
    await this.kill();
    // In the foreground and watched: ERL_FLAGS prevents Erlang from starting it as a daemon that would not be ended.
    // If its port is taken by an earlier run of the node or by another node of the cluster, it exits at once.
    await this.#spawn('epmd', ['-port', this.#environment.ERL_EPMD_PORT ?? '', '-address', '127.0.0.1']);
    this.#server = await this.#spawn(join(this.#installation.sbin, 'rabbitmq-server'), []);
    await this.#boots(this.#server);
  }

  async kill(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server || hasEnded(server)) return;
    const ended = once(server, 'exit');
    server.ref();
    server.kill('SIGKILL');
    await ended;
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#guard.close();
    return this.#stopped;
  }

  ctl(...args: string[]): Promise<string> {
    return this.run('rabbitmqctl', '--quiet', ...args);
  }

  async run(program: RabbitProgram, ...args: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(join(this.#installation.sbin, program), args, {
      env: this.#environment,
      cwd: this.#folder,
    });
    return stdout;
  }

  async #spawn(command: string, args: string[]): Promise<ChildProcess> {
    const log = await open(join(this.#folder, 'output.log'), 'a');
    try {
      const child = spawn(command, args, {
        env: this.#environment,
        cwd: this.#folder,
        stdio: ['ignore', log.fd, log.fd],
        detached: true, // Ctrl-C in the terminal must reach only the tests; the guard ends the node after them
      });
      await once(child, 'spawn');
      const pid = child.pid ?? 0;
      this.#guard.watch(pid);
      child.once('exit', () => this.#guard.release(pid));
      child.unref();
      return child;
    } finally {
      await log.close();
    }
  }

  async #boots(server: ChildProcess): Promise<void> {
    try {
      await untilItConnects(this.url, () => !hasEnded(server));
    } catch (error) {
      const output = await readFile(join(this.#folder, 'output.log'), 'utf8');
      throw new Error(`the RabbitMQ node did not start:\n${output.slice(-2_000)}`, { cause: error });
    }
  }
}

function hasEnded(server: ChildProcess): boolean {
  return server.exitCode !== null || server.signalCode !== null;
}

function nodeName(port: number): string {
  return `orders-test-${port}@localhost`;
}

interface NodePorts {
  readonly port: number;
  readonly distributionPort: number;
  readonly epmdPort: number;
}

function nodeEnvironment(folder: string, { port, distributionPort, epmdPort }: NodePorts): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    LANG: 'C.UTF-8',
    HOME: folder, // Erlang reads the cookie from there
    ERL_EPMD_PORT: String(epmdPort),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_FLAGS: '-start_epmd false',
    RABBITMQ_NODENAME: nodeName(port),
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(distributionPort),
    RABBITMQ_CONF_ENV_FILE: join(folder, 'none.conf'),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq'),
    RABBITMQ_ADVANCED_CONFIG_FILE: join(folder, 'none.config'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
    RABBITMQ_GENERATED_CONFIG_DIR: join(folder, 'config'),
    RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_PID_FILE: join(folder, 'pid'),
    // Few schedulers that sleep when idle: by default they spin and use processors that tests need.
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '+S 2:2 +A 8 +sbwt none +sbwtdcpu none +sbwtdio none',
    RUNNING_UNDER_SYSTEMD: 'true', // makes the script exec Erlang, so that the known process id is the node's
  };
}

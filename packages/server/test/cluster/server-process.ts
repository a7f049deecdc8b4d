import { fileURLToPath } from 'node:url';
import { eventually } from '../../../../test/services/eventually.js';
import type { ProcessGuard } from '../../../../test/services/process-guard.js';
import { startProcess, type PrivateProcess } from './private-process.js';

const PROGRAM = fileURLToPath(new URL('../../bin/order-service.js', import.meta.url));
const MAX_START_MS = 60_000;
/** What a stop may take: see docs/operations.md. */
const MAX_STOP_MS = 30_000;

export interface ServerOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly log: string;
  readonly guard: ProcessGuard;
}

/** `order-service serve`, as it is run in production, on a port that it keeps. */
export class ServerProcess {
  readonly port: number;
  unexpectedExits = 0;
  readonly #options: ServerOptions;
  #process: PrivateProcess | undefined;

  constructor(port: number, options: ServerOptions) {
    this.port = port;
    this.#options = options;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  /** Resolves when it listens. */
  async start(): Promise<void> {
    const { environment, log, guard } = this.#options;
    const server = await startProcess({
      command: process.execPath,
      args: [PROGRAM, 'serve'],
      environment: { ...environment, HOST: '127.0.0.1', PORT: String(this.port) },
      log,
      guard,
    });
    this.#process = server;
    await eventually(
      'the server listens',
      async () => {
        if (!server.isRunning) throw new Error(`the server has ended:\n${await server.output()}`);
        const answer = await fetch(`${this.url}/health/live`).catch(() => undefined);
        await answer?.body?.cancel();
        return answer?.ok ?? false;
      },
      MAX_START_MS,
    );
  }

  /** SIGTERM; resolves when it has ended. Kills it and fails if that takes too long. */
  async stop(): Promise<void> {
    const server = this.#process;
    if (!server) return;
    if (!server.isRunning) this.unexpectedExits += 1;
    const ended = server.end('SIGTERM').then(() => true);
    const timer = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), MAX_STOP_MS).unref());
    if (await Promise.race([ended, timer])) return;
    await server.end('SIGKILL');
    throw new Error('the server did not end after SIGTERM');
  }

  async kill(): Promise<void> {
    await this.#process?.end('SIGKILL');
  }
}

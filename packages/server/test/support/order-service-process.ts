import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '../../../../test/services/eventually.js';
import { INHERITED_SETTINGS } from './inherited-settings.js';

const PROGRAM = fileURLToPath(new URL('../../bin/order-service.js', import.meta.url));
const { PATH, HOME } = process.env;
const START_MS = 60_000;
const END_MS = 20_000;

export interface ProgramOptions {
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The file that `order-service dev` writes for the `orders` command. */
export interface Note {
  readonly url: string;
  readonly catalogue_url: string;
  readonly token: string;
  readonly pid: number;
}

/** An `order-service` process, with only the environment that the test passes. It closes its listener at once on SIGTERM. */
export class OrderServiceProcess {
  readonly options: ProgramOptions;
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';
  readonly #ended: Promise<unknown[][]>;

  constructor(
    args: readonly string[],
    options: ProgramOptions,
    child: ChildProcess = fork(PROGRAM, args, {
      cwd: options.folder,
      env: { PATH, HOME, SHUTDOWN_DELAY_MS: '0', ...INHERITED_SETTINGS, ...options.env },
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    }),
  ) {
    this.options = options;
    this.child = child;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    // Waits for the ends of its streams, because `close` is not emitted after the channel was disconnected here.
    const streams = [child.stdout, child.stderr].map((stream) => once(stream!, 'end'));
    this.#ended = Promise.all([once(child, 'exit'), ...streams]);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Resolves when it has printed the text; fails if it exits before, or after a timeout. */
  async printed(text: string | RegExp): Promise<void> {
    await eventually(
      `order-service prints ${String(text)}`,
      () => {
        if (this.child.exitCode !== null) throw new Error(`ended with ${this.child.exitCode}: ${this.stderr}`);
        return typeof text === 'string' ? this.stdout.includes(text) : text.test(this.stdout);
      },
      START_MS,
    );
  }

  /** Its exit code; null if a signal ended it. */
  async exitCode(): Promise<number | null> {
    const tooLong = setTimeout(() => this.child.kill('SIGKILL'), END_MS);
    const [[code] = []] = await this.#ended;
    clearTimeout(tooLong);
    return code as number | null;
  }

  /** Sends a signal and waits for the exit. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    return await this.exitCode();
  }
}

/** Runs `order-service` until it exits. */
export async function runOrderService(
  args: readonly string[],
  options: ProgramOptions,
): Promise<{ exitCode: number | null; stdout: string; stderr: string }> {
  const program = new OrderServiceProcess(args, options);
  const exitCode = await program.exitCode();
  return { exitCode, stdout: program.stdout, stderr: program.stderr };
}

export async function readNote(folder: string): Promise<Note> {
  return JSON.parse(await readFile(join(folder, '.orders', 'dev.json'), 'utf8')) as Note;
}

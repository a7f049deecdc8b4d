import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { stripVTControlCharacters } from 'node:util';
import { LAUNCHER, type Sandbox } from './sandbox.js';

export const KEYS = { enter: '\r', down: '\u001b[B', up: '\u001b[A', interrupt: '\u0003' } as const;

const DEADLINE_MS = 20_000;

/** A pseudo-terminal with the command line in it: read what a person would see, type what they would type. */
export class Terminal {
  readonly #child: ChildProcess;
  #output = '';
  #seen = 0;
  #changed: () => void = () => undefined;
  readonly #closed: Promise<number | null>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      this.#output += chunk;
      this.#changed();
    });
    this.#closed = once(child, 'close').then(([exitCode]) => {
      this.#changed();
      return exitCode as number | null;
    });
  }

  /** Runs `orders` in a terminal of this size, by the `script` of util-linux. */
  static open(
    sandbox: Sandbox,
    args: readonly string[],
    {
      columns = 80,
      rows = 40,
      env = {},
    }: { columns?: number; rows?: number; env?: Readonly<Record<string, string>> } = {},
  ): Terminal {
    const command = [process.execPath, LAUNCHER, ...args].map(quote).join(' ');
    const child = spawn('script', ['-qefc', `stty cols ${columns} rows ${rows} && exec ${command}`, '/dev/null'], {
      cwd: sandbox.folder,
      env: sandbox.environment({ SHELL: '/bin/sh', ...env }),
      timeout: DEADLINE_MS,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    return new Terminal(child);
  }

  /** Everything printed so far, without colours and cursor movements. */
  get text(): string {
    return stripVTControlCharacters(this.#output).replaceAll('\r\n', '\n');
  }

  /** Everything printed so far, as it came. */
  get raw(): string {
    return this.#output;
  }

  /** Resolves when `expected` has been printed after what was waited for before. */
  async sees(expected: string): Promise<void> {
    const deadline = Date.now() + DEADLINE_MS;
    for (;;) {
      const at = this.text.indexOf(expected, this.#seen);
      if (at >= 0) {
        this.#seen = at + expected.length;
        return;
      }
      if (this.#child.exitCode !== null || Date.now() > deadline) {
        throw new Error(`The terminal never showed '${expected}'. It showed:\n${this.text}`);
      }
      await this.#nextOutput(deadline);
    }
  }

  type(keys: string): void {
    this.#child.stdin?.write(keys);
  }

  /** Waits for the end of the command. Returns its exit code. */
  async ended(): Promise<number | null> {
    const exitCode = await this.#closed;
    this.#child.stdin?.destroy();
    return exitCode;
  }

  async #nextOutput(deadline: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#changed = resolve;
      timer = setTimeout(resolve, Math.max(0, deadline - Date.now()));
    });
    clearTimeout(timer);
  }
}

function quote(argument: string): string {
  return `'${argument.replaceAll("'", "'\\''")}'`;
}

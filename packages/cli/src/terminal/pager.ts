import {
  spawn,
  type ChildProcess,
  type SpawnOptionsWithStdioTuple,
  type StdioNull,
  type StdioPipe,
} from 'node:child_process';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';

export interface PagerOptions {
  /** The command line of the pager; empty or `cat` for none, undefined for `less` if it is installed. */
  readonly command: string | undefined;
  /** The environment of the pager. */
  readonly environment: NodeJS.ProcessEnv;
  /** Called when a pager has been started: from then on, Ctrl-C is a key of the pager. */
  readonly onOpen: () => void;
}

/** The user has closed the pager, so that nobody reads the rest. This is not a failure. */
export class PagerClosedError extends Error {}

/**
 * Stdout, with a pager for text that is longer than the terminal. Text is held until it is longer, so that short text needs
 * no pager. Off a terminal, and until `begin` is called, text goes through unchanged.
 */
export class Pager {
  readonly #stdout: NodeJS.WriteStream;
  readonly #options: PagerOptions;
  /** Text that has not been written yet; undefined when text is not held. */
  #held: string | undefined;
  #child: ChildProcess | undefined;
  #lastWrite: Promise<void> = Promise.resolve();
  #later: (() => void)[] = [];
  #closed: () => void = () => undefined;
  /** Resolves when the pager ends; never without one. */
  readonly closed = new Promise<void>((resolve) => (this.#closed = resolve));

  constructor(stdout: NodeJS.WriteStream, options: PagerOptions) {
    this.#stdout = stdout;
    this.#options = options;
  }

  /** From now on, text that is longer than the terminal goes to the pager. */
  begin(): void {
    const { command } = this.#options;
    if (this.#stdout.isTTY && command !== '' && command !== 'cat') this.#held ??= '';
  }

  /** Resolves when the stream can take more. Throws PagerClosedError when the user has closed the pager. */
  write(text: string): Promise<void> {
    if (this.#held === undefined && !this.#child) return writeAll(this.#stdout, text);
    this.#lastWrite = this.#lastWrite.then(() => this.#write(text));
    return this.#lastWrite;
  }

  /** Runs the action now, or when the pager has ended: meanwhile the pager would draw over what it writes. */
  whenFree(action: () => void): void {
    if (this.#held || this.#child) this.#later.push(action);
    else action();
  }

  /** Writes what is held, or waits until the user has closed the pager. */
  async end(): Promise<void> {
    await this.#lastWrite.catch(() => undefined);
    if (this.#child) {
      this.#child.stdin?.end();
      await this.closed;
    } else {
      await writeAll(this.#stdout, this.#held ?? '');
    }
    this.#held = this.#child = undefined;
    for (const action of this.#later.splice(0)) action();
  }

  async #write(text: string): Promise<void> {
    if (this.#held === undefined) return this.#writeOn(text);
    this.#held += text;
    const { columns, rows } = this.#stdout;
    if (rowsOf(this.#held, columns || DEFAULT_WIDTH_COLUMNS) < (rows || DEFAULT_HEIGHT_ROWS)) return;
    const held = this.#held;
    this.#child = await openPager(this.#options);
    this.#held = undefined;
    if (this.#child) this.#options.onOpen();
    this.#child?.once('close', this.#closed);
    await this.#writeOn(held);
  }

  async #writeOn(text: string): Promise<void> {
    const stdin = this.#child?.stdin;
    await writeAll(stdin ?? this.#stdout, text);
    if (stdin?.destroyed) throw new PagerClosedError('The pager was closed.');
  }
}

/** For a terminal that does not know its size. */
export const DEFAULT_WIDTH_COLUMNS = 80;
export const DEFAULT_HEIGHT_ROWS = 24;

/** How many rows of a terminal the text takes. */
function rowsOf(text: string, columns: number): number {
  const lines = stripVTControlCharacters(text).split('\n');
  return lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(line.length / columns)), -1);
}

/** -F: ends by itself if all fits, -R: shows colours, -X: leaves the text on the terminal. */
const LESS_FLAGS = 'FRX';
/** What a shell has to read, for instance quotes and variables. */
const NEEDS_SHELL = /[^\w./:+,@ -]/;

/** Starts the pager. Returns undefined if it is not installed. */
async function openPager({ command, environment }: PagerOptions): Promise<ChildProcess | undefined> {
  const [program = 'less', ...args] = (command ?? `less -${LESS_FLAGS}`).split(/ +/);
  const options: SpawnOptionsWithStdioTuple<StdioPipe, StdioNull, StdioNull> = {
    stdio: ['pipe', 'inherit', 'inherit'],
    // A `less` that the user names without options shows colours, too; git sets the same variables.
    env: { LESS: LESS_FLAGS, LV: '-c', ...environment },
  };
  const child =
    command !== undefined && NEEDS_SHELL.test(command)
      ? spawn(command, { ...options, shell: true })
      : spawn(program, args, options);
  child.stdin.on('error', () => undefined); // the user has closed it
  try {
    await once(child, 'spawn');
    return child;
  } catch {
    return undefined;
  }
}

/**
 * Resolves at once while the buffer of the stream has room, otherwise when it has drained, so that a slow reader applies
 * backpressure. Also resolves if the reader has closed the stream.
 */
function writeAll(stream: Writable, text: string): Promise<void> {
  if (text === '' || stream.destroyed || stream.write(text)) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = (): void => {
      stream.off('drain', finish).off('close', finish);
      resolve();
    };
    stream.once('drain', finish).once('close', finish);
  });
}

import { printable } from '../render/printable.js';
import type { TerminalText } from '../render/terminal-text.js';
import { wrap } from '../render/wrap.js';
import type { ReadStream, WriteStream } from 'node:tty';

/** What a command may read from and write to, and what is known about it. Data goes to `out`, messages to `err`. */
export interface Io {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Whether a person reads stdout. */
  readonly stdoutIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  /** Whether something is piped or redirected into stdin. */
  readonly stdinIsPiped: boolean;
  /** Whether a person can be asked: all three streams are terminals. */
  readonly canPrompt: boolean;
  /** Columns of the terminal that stdout is; Infinity where it is none. */
  readonly widthColumns: number;
  /** Rows of the terminal that stdout is; Infinity where it is none. */
  readonly heightRows: number;
  /** Writes data as it is, and resolves when the reader has kept up. */
  out(data: string): Promise<void>;
  /** Writes text that a person reads on stdout. */
  show(text: TerminalText): Promise<void>;
  /** Writes to stderr as it is: our own control sequences. */
  err(text: string): void;
  /** Writes a message as a line of stderr, escaped, and broken between words where it is wider than the terminal. */
  log(text: string): void;
}

export interface StandardStreams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

const DEFAULT_WIDTH_COLUMNS = 80;
const DEFAULT_HEIGHT_ROWS = 24;

/** The process's own streams. `promptsAllowed` is false where `--no-input` was given. */
export function createIo(streams: StandardStreams, promptsAllowed: boolean): Io {
  const { stdin, stdout, stderr } = streams;
  const isTerminal = (stream: ReadStream | WriteStream): boolean => stream.isTTY;
  return {
    stdin,
    stdout,
    stderr,
    stdoutIsTerminal: isTerminal(stdout),
    stderrIsTerminal: isTerminal(stderr),
    stdinIsPiped: !isTerminal(stdin),
    canPrompt: promptsAllowed && isTerminal(stdin) && isTerminal(stdout) && isTerminal(stderr),
    get widthColumns() {
      return isTerminal(stdout) ? stdout.columns || DEFAULT_WIDTH_COLUMNS : Infinity;
    },
    get heightRows() {
      return isTerminal(stdout) ? stdout.rows || DEFAULT_HEIGHT_ROWS : Infinity;
    },
    out: (text) => writeAll(stdout, text),
    err: (text) => void stderr.write(text),
    show: ({ ansi }) => writeAll(stdout, ansi),
    log: (text) => {
      const columns = isTerminal(stderr) ? stderr.columns || DEFAULT_WIDTH_COLUMNS : Infinity;
      stderr.write(`${wrap(printable(text), columns).join('\n')}\n`);
    },
  };
}

/**
 * Resolves at once while the stream has room, else when it has drained: a slow reader holds the writer back. Where the
 * reader has gone, there is nothing to wait for.
 */
function writeAll(stream: NodeJS.WriteStream, text: string): Promise<void> {
  if (text === '' || stream.destroyed || stream.write(text)) return Promise.resolve();
  return new Promise((resolve) => {
    const settle = (): void => {
      stream.off('drain', settle).off('close', settle);
      resolve();
    };
    stream.once('drain', settle).once('close', settle);
  });
}

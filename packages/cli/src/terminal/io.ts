import { printable } from '../render/printable.js';
import type { TerminalText } from '../render/terminal-text.js';
import { wrap } from '../render/wrap.js';
import type { ReadStream, WriteStream } from 'node:tty';

/** The standard streams of a command and their properties. Data is written to stdout, messages to stderr. */
export interface Io {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Whether stdout is a terminal. */
  readonly stdoutIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  /** Whether something is piped or redirected into stdin. */
  readonly stdinIsPiped: boolean;
  /** Whether a person can be asked: all three streams are terminals. */
  readonly canPrompt: boolean;
  /** Width of the terminal; Infinity if stdout is not a terminal. */
  readonly widthColumns: number;
  /** Height of the terminal; Infinity if stdout is not a terminal. */
  readonly heightRows: number;
  /** Writes data unchanged to stdout, and resolves when the stream can take more. */
  out(data: string): Promise<void>;
  /** Writes escaped text to stdout. */
  show(text: TerminalText): Promise<void>;
  /** Writes unchanged to stderr; for control sequences of our own. */
  err(text: string): void;
  /** Writes a message to stderr as a line, escaped, and wrapped to the width of the terminal. */
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
 * Resolves at once while the buffer of the stream has room, otherwise when it has drained, so that a slow reader applies
 * backpressure. Also resolves if the reader has closed the stream.
 */
function writeAll(stream: NodeJS.WriteStream, text: string): Promise<void> {
  if (text === '' || stream.destroyed || stream.write(text)) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = (): void => {
      stream.off('drain', finish).off('close', finish);
      resolve();
    };
    stream.once('drain', finish).once('close', finish);
  });
}

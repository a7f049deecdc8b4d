import { printable } from '../render/printable.js';
import type { TerminalText } from '../render/terminal-text.js';
import { wrap } from '../render/wrap.js';
import type { ReadStream, WriteStream } from 'node:tty';
import { DEFAULT_HEIGHT_ROWS, DEFAULT_WIDTH_COLUMNS, type Pager } from './pager.js';

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
  /** From now on, on a terminal, stdout that is longer than the terminal goes to a pager. Nothing may be asked afterwards. */
  page(): void;
  /** Writes data unchanged to stdout, and resolves when the stream can take more. */
  out(data: string): Promise<void>;
  /** Writes escaped text to stdout. */
  show(text: TerminalText): Promise<void>;
  /** Writes unchanged to stderr; for control sequences of our own. */
  err(text: string): void;
  /** Writes a message to stderr as a line, escaped, and wrapped to the width of the terminal; on a terminal, behind a pager. */
  log(text: string): void;
}

export interface StandardStreams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/**
 * The process's own streams. `promptsAllowed` is false where `--no-input` was given. Node opens stdin when it is first read
 * from `streams`, which takes milliseconds: most commands do not.
 */
export function createIo(streams: StandardStreams, promptsAllowed: boolean, pager: Pager): Io {
  const { stdout, stderr } = streams;
  const isTerminal = (stream: ReadStream | WriteStream): boolean => stream.isTTY;
  return {
    get stdin() {
      return streams.stdin;
    },
    stdout,
    stderr,
    stdoutIsTerminal: isTerminal(stdout),
    stderrIsTerminal: isTerminal(stderr),
    get stdinIsPiped() {
      return !isTerminal(streams.stdin);
    },
    get canPrompt() {
      return promptsAllowed && isTerminal(stdout) && isTerminal(stderr) && isTerminal(streams.stdin);
    },
    get widthColumns() {
      return isTerminal(stdout) ? stdout.columns || DEFAULT_WIDTH_COLUMNS : Infinity;
    },
    get heightRows() {
      return isTerminal(stdout) ? stdout.rows || DEFAULT_HEIGHT_ROWS : Infinity;
    },
    page: () => pager.begin(),
    out: (text) => pager.write(text),
    err: (text) => void stderr.write(text),
    show: ({ ansi }) => pager.write(ansi),
    log: (text) => {
      const columns = isTerminal(stderr) ? stderr.columns || DEFAULT_WIDTH_COLUMNS : Infinity;
      const write = (): void => void stderr.write(`${wrap(printable(text), columns).join('\n')}\n`);
      if (isTerminal(stderr)) pager.whenFree(write);
      else write();
    },
  };
}

import type { DestinationStream } from 'pino';

/** Buffers log lines. No method blocks, whatever happens to the reader of the lines. */
export interface LogOutput extends DestinationStream {
  /** Takes a line. When too many bytes wait already, the line is lost, and counted. */
  write(line: string): void;
  /**
   * Writes all buffered lines, after the current turn of the event loop.
   * @param done called when they are written or cannot be, at the latest after `MAX_FLUSH_MS`
   */
  flush(done?: () => void): void;
  /** Writes what the system accepts at once. For the end of the process, when there is no further turn of the event loop. */
  writeAtExit(): void;
}

/** Where the lines go. */
export interface LogSink {
  /** Writes text without blocking, and calls back when it is written or cannot be. One call at a time. */
  write(text: string, done: (error?: Error | null) => void): void;
  /** Writes what is accepted at once. Throws nothing. */
  writeAtExit(text: string): void;
}

export interface LogOutputOptions {
  /** How long a line may wait for further ones. */
  readonly flushIntervalMs?: number;
  readonly maxBufferedBytes?: number;
  /** After a failure, such as a broken pipe or a full disk: how long until the next write. */
  readonly retryMs?: number;
}

/** Linux does not mix writes of up to this size to one pipe (PIPE_BUF), so lines of several workers stay whole. */
const MAX_WRITE_BYTES = 4_096;
const MAX_FLUSH_MS = 1_000;

/** @param describeLost returns the line that reports how many lines were lost */
export function createLogOutput(
  sink: LogSink,
  describeLost: (lines: number) => string,
  options: LogOutputOptions = {},
): LogOutput {
  return new BufferedOutput(sink, describeLost, {
    flushIntervalMs: 200,
    maxBufferedBytes: 1_024 * 1_024,
    retryMs: 1_000,
    ...options,
  });
}

class BufferedOutput implements LogOutput {
  readonly #sink: LogSink;
  readonly #describeLost: (lines: number) => string;
  readonly #options: Required<LogOutputOptions>;
  readonly #lines: { readonly text: string; readonly bytes: number }[] = [];
  /** Of the buffered lines, and of those that are being written. */
  #bytes = 0;
  #lostLines = 0;
  #timer: NodeJS.Timeout | undefined;
  #isWriting = false;
  /** Whether to write until the buffer is empty, instead of full writes only. */
  #isFlushing = false;
  /** The last write failed less than `retryMs` ago. */
  #hasFailed = false;
  #waiting: (() => void)[] = [];

  constructor(sink: LogSink, describeLost: (lines: number) => string, options: Required<LogOutputOptions>) {
    this.#sink = sink;
    this.#describeLost = describeLost;
    this.#options = options;
  }

  write(text: string): void {
    const bytes = Buffer.byteLength(text);
    if (this.#bytes + bytes > this.#options.maxBufferedBytes) {
      this.#lostLines += 1;
      return;
    }
    this.#lines.push({ text, bytes });
    this.#bytes += bytes;
    if (this.#bytes >= MAX_WRITE_BYTES) this.#writeNext();
    else this.#flushAfter(this.#options.flushIntervalMs);
  }

  flush(done?: () => void): void {
    if (done) this.#waiting.push(withDeadline(done));
    setImmediate(() => this.#flushNow());
  }

  writeAtExit(): void {
    this.#sink.writeAtExit(this.#take(Infinity).text);
  }

  #flushAfter(delayMs: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#hasFailed = false;
      this.#flushNow();
    }, delayMs).unref();
  }

  #flushNow(): void {
    this.#isFlushing = true;
    this.#writeNext();
  }

  #writeNext(): void {
    if (this.#isWriting) return;
    if (this.#lines.length === 0 || this.#hasFailed) {
      this.#isFlushing = false;
      for (const done of this.#waiting.splice(0)) done();
      return;
    }
    const { text, bytes, count } = this.#take(MAX_WRITE_BYTES);
    this.#isWriting = true;
    this.#sink.write(text, (error) => {
      this.#isWriting = false;
      this.#bytes -= bytes;
      if (error) this.#fail(count);
      else this.#reportLost();
      if (this.#isFlushing || this.#bytes >= MAX_WRITE_BYTES) this.#writeNext();
    });
  }

  #fail(lines: number): void {
    this.#lostLines += lines;
    this.#hasFailed = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flushAfter(this.#options.retryMs);
  }

  #reportLost(): void {
    if (this.#lostLines === 0) return;
    const line = this.#describeLost(this.#lostLines);
    this.#lostLines = 0;
    this.write(line);
  }

  /** Removes the first lines from the buffer: at least one, and as many as have up to `maxBytes`. */
  #take(maxBytes: number): { text: string; bytes: number; count: number } {
    let bytes = 0;
    let count = 0;
    for (const line of this.#lines) {
      if (count > 0 && bytes + line.bytes > maxBytes) break;
      bytes += line.bytes;
      count += 1;
    }
    const taken = this.#lines.splice(0, count);
    return { text: taken.map(({ text }) => text).join(''), bytes, count };
  }
}

/** Calls `done` once: when the returned function is called, or after the longest time that a flush may take. */
function withDeadline(done: () => void): () => void {
  let isDone = false;
  const finish = (): void => {
    clearTimeout(timer);
    if (!isDone) done();
    isDone = true;
  };
  const timer = setTimeout(finish, MAX_FLUSH_MS);
  return finish;
}

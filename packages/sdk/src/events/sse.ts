/** One event of a `text/event-stream` (HTML Living Standard, 9.2), or only a new `id`. */
export interface StreamFrame {
  /** The last `id` that the stream has sent, which may be in an earlier frame. */
  readonly id: string;
  readonly event: string;
  /** Absent when the frame has only an `id`. */
  readonly data?: string;
}

/** A line or an event of the stream is longer than the parser's limit. */
export class FrameTooLongError extends Error {
  override readonly name = 'FrameTooLongError';
}

const END_OF_LINE = /\r\n|\n|\r(?!$)/g;

/** Parses a stream's text, which arrives in pieces of any length. An incomplete frame at its end is never returned. */
export class StreamParser {
  readonly #maxFrameCharacters: number;
  #pending = '';
  #data: string[] = [];
  #dataLength = 0;
  #event = '';
  #id = '';
  #dispatchedId = '';
  /** The delay before a reconnection that the service asked for, in milliseconds. */
  retryMs: number | undefined;

  constructor(maxFrameCharacters: number) {
    this.#maxFrameCharacters = maxFrameCharacters;
  }

  /**
   * The frames that this piece completes.
   *
   * @throws {FrameTooLongError}
   */
  push(piece: string): StreamFrame[] {
    const text = this.#pending + piece;
    const frames: StreamFrame[] = [];
    let start = 0;
    for (const { index, 0: ending } of text.matchAll(END_OF_LINE)) {
      const frame = this.#line(text.slice(start, index));
      if (frame) frames.push(frame);
      start = index + ending.length;
    }
    this.#pending = text.slice(start);
    this.#checkLength(this.#pending.length);
    return frames;
  }

  #line(line: string): StreamFrame | undefined {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    if (colon === 0) return undefined; // A comment, which keeps the connection open.
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') {
      this.#data.push(value);
      this.#dataLength += value.length;
      this.#checkLength(0);
    } else if (field === 'event') this.#event = value;
    else if (field === 'id' && !value.includes('\0')) this.#id = value;
    else if (field === 'retry' && /^\d{1,9}$/.test(value)) this.retryMs = Number(value);
    return undefined;
  }

  #dispatch(): StreamFrame | undefined {
    const place = { id: this.#id, event: this.#event || 'message' };
    const frame = this.#data.length > 0 ? { ...place, data: this.#data.join('\n') } : place;
    const isNew = 'data' in frame || this.#id !== this.#dispatchedId;
    this.#data = [];
    this.#dataLength = 0;
    this.#event = '';
    this.#dispatchedId = this.#id;
    return isNew ? frame : undefined;
  }

  #checkLength(pending: number): void {
    if (pending + this.#dataLength <= this.#maxFrameCharacters) return;
    throw new FrameTooLongError(`An event of the stream is longer than ${this.#maxFrameCharacters} characters.`);
  }
}

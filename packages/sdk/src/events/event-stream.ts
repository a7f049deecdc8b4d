import { ApiError } from '../api-error.js';
import type { EventType, OrderEvent } from '../contract.js';
import type { Unrecognized } from '../open.js';
import { AbortedError, ConnectionError, TimeoutError, UnexpectedResponseError } from '../errors.js';
import { pause } from '../http/deadline.js';
import { observe } from '../http/hooks.js';
import { isRetryable } from '../http/retry-policy.js';
import type { CallOptions } from '../options.js';
import { InvalidEventError, parseOrderEvent } from './parse-event.js';
import { ReconnectBackoff } from './reconnect-backoff.js';
import { FrameTooLongError, StreamParser, type StreamFrame } from './sse.js';
import { readPieces } from './stream-body.js';

/** A stream is about to be opened again. */
export interface ReconnectEvent {
  /** The error that ended the last connection. */
  readonly cause: unknown;
  /** How long the stream waits before it opens the next connection, in milliseconds. */
  readonly delayMs: number;
}

/** Where a stream begins, and for how long it goes on. The limits of a call are those of opening the stream. */
export interface StreamOptions extends CallOptions {
  /** The `nextCursor` of an earlier stream or page: the stream begins after it. */
  readonly cursor?: string | undefined;
  /** Without `cursor`: begins with what occurred at this time or later; without either, with the next event that occurs. */
  readonly since?: string | Date | undefined;
  /** Only events of these types. */
  readonly types?: readonly (EventType | Unrecognized)[] | undefined;
  /**
   * How long a connection may be silent before it is opened again, in milliseconds. The service sends a comment every
   * 15 seconds. Default 45,000.
   */
  readonly idleTimeoutMs?: number | undefined;
  /** How long the stream tries to reconnect before it fails, in milliseconds. Default: without a limit. */
  readonly maxReconnectMs?: number | undefined;
  /** Called whenever the stream is about to be opened again. */
  readonly onReconnect?: ((event: ReconnectEvent) => void) | undefined;
}

/** Opens the feed after `cursor`. */
export type OpenStream = (
  cursor: string | undefined,
  options: { readonly signal: AbortSignal | undefined; readonly maxRetries?: number },
) => PromiseLike<ReadableStream<Uint8Array> | null>;

const DEFAULT_IDLE_TIMEOUT_MS = 45_000;
/** Far above any event: 100 line items with names of some hundred characters. */
const MAX_FRAME_CHARACTERS = 1024 * 1024;

/**
 * The live feed of all changes: `for await (const event of client.events.stream({ since }))`. When the connection is cut
 * it reconnects after the last event that it yielded, so that no event is lost and none comes twice.
 */
export class EventStream implements AsyncIterable<OrderEvent> {
  readonly #open: OpenStream;
  readonly #options: StreamOptions;
  #cursor: string | undefined;
  #wasOpen = false;

  constructor(open: OpenStream, options: StreamOptions) {
    this.#open = open;
    this.#options = options;
    this.#cursor = options.cursor;
  }

  /** Where the feed goes on after the last event that was yielded: the `cursor` of a later stream or page. */
  get nextCursor(): string | undefined {
    return this.#cursor;
  }

  /**
   * Every event, as it happens. Ends only by `break`, or by an error that another connection would not resolve.
   *
   * @throws {AbortedError} when the signal ends
   * @throws {OrderServiceError} when the first connection fails, or the service refuses a later one for good
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<OrderEvent, void, undefined> {
    const backoff = new ReconnectBackoff(this.#options.maxReconnectMs);
    for (;;) {
      let cause: unknown = new ConnectionError('The service ended the stream.');
      try {
        yield* this.#connection(backoff);
      } catch (error) {
        if (!this.#wasOpen || !isWorthReconnecting(error)) throw error;
        cause = error;
      }
      const delayMs = backoff.nextDelayMs(cause);
      observe(this.#options.onReconnect, () => ({ cause, delayMs }));
      await waitToReconnect(delayMs, this.#options.signal);
    }
  }

  /** The events of one connection, until it ends. */
  async *#connection(backoff: ReconnectBackoff): AsyncGenerator<OrderEvent, void, undefined> {
    const { signal, idleTimeoutMs = DEFAULT_IDLE_TIMEOUT_MS, types } = this.#options;
    // Only the first connection is retried as any call; the backoff decides about the later ones.
    const body = await this.#open(this.#cursor, { signal, ...(this.#wasOpen && { maxRetries: 0 }) });
    if (!body) throw new UnexpectedResponseError('The service answered with an empty stream.');
    this.#wasOpen = true;
    const parser = new StreamParser(MAX_FRAME_CHARACTERS);
    for await (const piece of readPieces(body, idleTimeoutMs, signal)) {
      backoff.reset();
      const frames = parse(parser, piece);
      backoff.askedDelayMs = parser.retryMs;
      for (const frame of frames) {
        if (frame.id !== '' && frame.id === this.#cursor) continue; // Yielded already.
        const event = eventOf(frame);
        if (frame.id !== '') this.#cursor = frame.id;
        if (event && (types === undefined || types.includes(event.event_type))) yield event;
      }
    }
  }
}

function parse(parser: StreamParser, piece: string): StreamFrame[] {
  try {
    return parser.push(piece);
  } catch (cause) {
    if (!(cause instanceof FrameTooLongError)) throw cause;
    throw new UnexpectedResponseError(cause.message, {}, {}, { cause });
  }
}

/** The frame's event; `undefined` when it has none, or something that is not about an order, of a newer service. */
function eventOf({ data }: StreamFrame): OrderEvent | undefined {
  if (data === undefined) return undefined;
  try {
    return parseOrderEvent(data);
  } catch (cause) {
    if (!(cause instanceof InvalidEventError)) throw cause;
    if (cause.reason === 'unknown_type') return undefined;
    throw new UnexpectedResponseError(
      `The stream holds something that is not an event: ${cause.message}`,
      {},
      {},
      { cause },
    );
  }
}

function isWorthReconnecting(error: unknown): boolean {
  if (error instanceof ConnectionError || error instanceof TimeoutError) return true;
  if (error instanceof ApiError) {
    return isRetryable({ kind: 'error_status', status: error.status, code: error.code }, 'safe');
  }
  if (error instanceof UnexpectedResponseError && error.status !== undefined) {
    return isRetryable({ kind: 'error_status', status: error.status }, 'safe');
  }
  return false;
}

async function waitToReconnect(delayMs: number, signal = new AbortController().signal): Promise<void> {
  try {
    await pause(delayMs, signal);
  } catch (cause) {
    throw new AbortedError('The stream was aborted.', {}, { cause });
  }
}

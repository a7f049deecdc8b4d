import { ApiError } from './api-error.js';
import type { ApiPromise } from './api-promise.js';
import type { OrderEvent } from './contract.js';
import { pause } from './deadline.js';
import { AbortedError, ConnectionError, TimeoutError, UnexpectedResponseError } from './errors.js';
import { InvalidEventError, parseOrderEvent } from './events.js';
import { observe } from './hooks.js';
import type { StreamOptions } from './options.js';
import { Outage } from './outage.js';
import { isRetryable } from './retry-policy.js';
import { FrameTooLongError, StreamParser, type StreamFrame } from './sse.js';
import { readPieces } from './stream-body.js';

/** Opens the feed after `cursor`. Retries as any call when `patient`, else tries once. */
export type OpenStream = (
  cursor: string | undefined,
  signal: AbortSignal | undefined,
  patient: boolean,
) => ApiPromise<ReadableStream<Uint8Array> | null | undefined>;

const DEFAULT_IDLE_TIMEOUT_MS = 45_000;
/** Far above any event: 100 lines with names of some hundred characters. */
const MAX_FRAME = 1024 * 1024;

/**
 * The live feed of all changes: `for await (const event of client.events.stream({ since }))`. It goes on when the
 * connection is cut, at the event after the last one it gave, so none is left out and none comes twice.
 */
export class EventStream implements AsyncIterable<OrderEvent> {
  readonly #open: OpenStream;
  readonly #options: StreamOptions;
  #cursor: string | undefined;

  constructor(open: OpenStream, options: StreamOptions) {
    this.#open = open;
    this.#options = options;
    this.#cursor = options.after;
  }

  /** Where the feed stands: `after` of the next stream, to go on behind the last event that was given. */
  get cursor(): string | undefined {
    return this.#cursor;
  }

  /**
   * Every event, as it happens. Ends only by `break`, or by an error that another connection would not mend.
   *
   * @throws {AbortedError} when the signal ends
   * @throws {OrderServiceError} when the first connection does not come about, or a later one is refused for good
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<OrderEvent, void, undefined> {
    const outage = new Outage(this.#options.maxOutageMs);
    for (;;) {
      let cause: unknown = new ConnectionError('The service ended the stream.');
      try {
        yield* this.#connection(outage);
      } catch (error) {
        if (!isWorthReconnecting(error, outage.everConnected)) throw error;
        cause = error;
      }
      const delayMs = outage.nextDelayMs(cause);
      observe(this.#options.onReconnect, () => ({ cause, delayMs }));
      await waitToReconnect(delayMs, this.#options.signal);
    }
  }

  /** The events of one connection, until it ends. */
  async *#connection(outage: Outage): AsyncGenerator<OrderEvent, void, undefined> {
    const { signal, idleTimeoutMs = DEFAULT_IDLE_TIMEOUT_MS, types } = this.#options;
    const body = await this.#open(this.#cursor, signal, !outage.everConnected);
    if (!body) throw new UnexpectedResponseError('The service answered with an empty stream.');
    outage.everConnected = true;
    const parser = new StreamParser(MAX_FRAME);
    for await (const piece of readPieces(body, idleTimeoutMs, signal)) {
      outage.over();
      const frames = parse(parser, piece);
      outage.askedDelayMs = parser.retryMs;
      for (const frame of frames) {
        if (frame.id !== '' && frame.id === this.#cursor) continue; // Given already.
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

/** The frame's event; `undefined` when it has none, or one of a type that a newer service has added. */
function eventOf({ data }: StreamFrame): OrderEvent | undefined {
  if (data === undefined) return undefined;
  try {
    return parseOrderEvent(data);
  } catch (cause) {
    if (!(cause instanceof InvalidEventError)) throw cause;
    if (cause.reason === 'unknown_type') return undefined;
    throw new UnexpectedResponseError(
      `The stream holds something else than events: ${cause.message}`,
      {},
      {},
      { cause },
    );
  }
}

function isWorthReconnecting(error: unknown, everConnected: boolean): boolean {
  if (!everConnected || error instanceof AbortedError) return false;
  if (error instanceof ConnectionError || error instanceof TimeoutError) return true;
  if (error instanceof ApiError)
    return isRetryable({ kind: 'refused', status: error.status, code: error.code }, 'safe');
  if (error instanceof UnexpectedResponseError && error.status !== undefined) {
    return isRetryable({ kind: 'refused', status: error.status }, 'safe');
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

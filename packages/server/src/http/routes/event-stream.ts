import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { AnswersInFlight } from '../answers-in-flight.js';
import type { Identity } from '../auth/token-claims.js';
import { TooManyStreamsError } from '../problems/request-errors.js';
import { ServiceOverloadedError } from '../../ports/dependency-errors.js';
import type { FeedEvent, FeedPosition } from '../../ports/event-feed.js';
import type { FeedReader } from '../../ports/feed-reader.js';
import type { Measurements } from '../../measuring/measurements.js';
import { feedCursor } from '../paging/cursors.js';

/** Streams that are open at the same time; each holds a socket. */
const MAX_STREAMS = 5_000;
const MAX_STREAMS_PER_USER = 20;
const HEARTBEAT_MS = 15_000;
/** How long a stream may be open before it ends, so that its token is verified again. The reader resumes. */
const MAX_STREAM_MS = 15 * 60_000;

export interface StreamLimits {
  readonly maxStreams: number;
  readonly maxStreamsPerUser: number;
  readonly heartbeatMs: number;
  readonly maxStreamMs: number;
}

export interface EventStreamOptions {
  readonly feed: Pick<FeedReader, 'end' | 'follow'>;
  /** Aborted when the server stops: every stream ends, and its reader resumes elsewhere. */
  readonly stopping: AbortSignal;
  /** Disconnects readers that do not take what they are sent. They resume where they were. */
  readonly answers: AnswersInFlight;
  /** Milliseconds since 1970; decides when a stream's token expires. */
  readonly now?: (() => number) | undefined;
  readonly limits?: Partial<StreamLimits>;
  /** Where the open streams are counted. */
  readonly streams?: Measurements['streams'];
}

/** Who reads a stream, and until when its token is valid. */
export type StreamReader = Pick<Identity, 'caller' | 'expiresAtMs'>;

export interface FeedRequest {
  /** That of the feed's positions. */
  readonly epoch: string;
  /** Whose events; undefined for everyone's. */
  readonly ownerId: number | undefined;
  /** Where to begin. When undefined, a page begins with the first event, and a stream with the next one. */
  readonly after: FeedPosition | undefined;
  /** Events that occurred before this time are left out; undefined to leave out none. */
  readonly since: string | undefined;
}

type Stream = (response: ServerResponse) => Promise<void>;

/** The live streams of this server, which are limited in number. */
export interface EventStreams {
  /**
   * Returns a function that writes the stream.
   * @throws ServiceOverloadedError when too many are open, TooManyStreamsError when too many of one user are
   */
  open(request: FeedRequest, reader: StreamReader): Stream;
  /** Writes the headers of a stream, which is the answer to HEAD. */
  readonly headOnly: Stream;
}

export function createEventStreams(options: EventStreamOptions): EventStreams {
  const limits: StreamLimits = {
    maxStreams: MAX_STREAMS,
    maxStreamsPerUser: MAX_STREAMS_PER_USER,
    heartbeatMs: HEARTBEAT_MS,
    maxStreamMs: MAX_STREAM_MS,
    ...options.limits,
  };
  /** The number of open streams by user. */
  const openByUser = new Map<number, number>();
  const { streams = { open: 0 } } = options;

  function count(userId: number, change: 1 | -1): void {
    streams.open += change;
    const ofUser = (openByUser.get(userId) ?? 0) + change;
    if (ofUser === 0) openByUser.delete(userId);
    else openByUser.set(userId, ofUser);
  }

  return {
    open(request, reader) {
      const { userId } = reader.caller;
      if (streams.open >= limits.maxStreams || options.stopping.aborted) throw new ServiceOverloadedError();
      if ((openByUser.get(userId) ?? 0) >= limits.maxStreamsPerUser) {
        throw new TooManyStreamsError(limits.maxStreamsPerUser);
      }
      count(userId, 1);
      return async (response) => {
        try {
          writeHead(response);
          await streamEvents(response, { ...options, limits }, request, reader);
        } finally {
          count(userId, -1);
        }
      };
    },

    headOnly(response) {
      writeHead(response);
      response.end();
      return Promise.resolve();
    },
  };
}

function writeHead(response: ServerResponse): void {
  response.writeHead(200, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-store, no-transform', // a proxy that compressed would hold events back
    'X-Accel-Buffering': 'no', // asks nginx not to buffer
  });
}

/**
 * Sends the feed as server-sent events (WHATWG HTML, section 9.2) until the reader disconnects, its token expires, the
 * server stops or the stream has been open for its maximum time. The id of every event is a cursor, and so is the id that
 * is sent first: a reader that sends the last one as `Last-Event-ID` gets every later event, and none twice. Nothing is
 * queued for a slow reader: the feed is read again only when the reader has taken what it was sent.
 */
async function streamEvents(
  response: ServerResponse,
  { feed, stopping, answers, now = Date.now, limits }: EventStreamOptions & { readonly limits: StreamLimits },
  { epoch, ownerId, after, since }: FeedRequest,
  { expiresAtMs }: StreamReader,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const maxMs = Math.max(0, Math.min(limits.maxStreamMs, expiresAtMs - now()));
  const ended = AbortSignal.any([gone.signal, stopping, AbortSignal.timeout(maxMs)]);
  const heartbeat = setInterval(() => response.write(': heartbeat\n\n'), limits.heartbeatMs);
  const send = (text: string): Promise<void> => sendPart(response, text, answers, ended);
  try {
    const start = after ?? (await feed.end());
    await send(`id: ${feedCursor.encode({ ...start, epoch })}\n\n`);
    for await (const events of feed.follow({ ownerId, after: start }, ended)) {
      const wanted = since === undefined ? events : events.filter(({ occurredAt }) => occurredAt >= since);
      await send(wanted.map((event) => frame(event, epoch)).join(''));
    }
  } finally {
    clearInterval(heartbeat);
    endOrDisconnect(response, answers);
  }
}

function frame({ position, type, body }: FeedEvent, epoch: string): string {
  return `id: ${feedCursor.encode({ ...position, epoch })}\nevent: ${type}\ndata: ${body}\n\n`;
}

/** Waits until the reader has taken what it was sent, or `ended` aborts. */
async function sendPart(
  response: ServerResponse,
  text: string,
  answers: AnswersInFlight,
  ended: AbortSignal,
): Promise<void> {
  if (response.write(text)) return;
  const release = answers.hold(response, Buffer.byteLength(text));
  try {
    await once(response, 'drain', { signal: ended });
  } catch {
    // The stream ends.
  } finally {
    release();
  }
}

/** Ends the response. A reader that does not take the rest of it is disconnected as one of any other answer. */
function endOrDisconnect(response: ServerResponse, answers: AnswersInFlight): void {
  if (response.closed) return;
  response.once('close', answers.hold(response, response.writableLength));
  response.end();
}

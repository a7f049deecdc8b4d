import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { ServiceOverloadedError } from '../../ports/dependency-errors.js';
import type { FeedEvent, FeedPosition } from '../../ports/event-feed.js';
import type { FeedReader } from '../../ports/feed-reader.js';
import { feedCursor } from '../paging/cursors.js';

/** Streams that are open at the same time; each holds a socket. */
const MAX_STREAMS = 5_000;
const HEARTBEAT_MS = 15_000;
/** How long a reader may take nothing before it is disconnected. It resumes where it was. */
const MAX_READER_PAUSE_MS = 30_000;
/** How long a stream may be open before it ends, so that its token is verified again. The reader resumes. */
const MAX_STREAM_MS = 15 * 60_000;

export interface EventStreamOptions {
  readonly feed: Pick<FeedReader, 'end' | 'follow'>;
  /** Aborted when the server stops: every stream ends, and its reader resumes elsewhere. */
  readonly stopping: AbortSignal;
}

export interface FeedRequest {
  /** Whose events; undefined for everyone's. */
  readonly ownerId: number | undefined;
  /** Where to begin. When undefined, a page begins with the first event, and a stream with the next one. */
  readonly after: FeedPosition | undefined;
  /** Events that occurred before this time are left out; undefined to leave out none. */
  readonly since: string | undefined;
}

/** The live streams of this server, which are limited in number. */
export interface EventStreams {
  /** Returns a function that writes the stream. @throws ServiceOverloadedError when too many are open. */
  open(request: FeedRequest): (response: ServerResponse) => Promise<void>;
}

export function createEventStreams(options: EventStreamOptions): EventStreams {
  let open = 0;
  return {
    open(request) {
      if (open >= MAX_STREAMS || options.stopping.aborted) throw new ServiceOverloadedError();
      open += 1;
      return async (response) => {
        try {
          response.writeHead(200, {
            'Content-Type': 'text/event-stream',
            'Cache-Control': 'no-store, no-transform', // a proxy that compressed would hold events back
            'X-Accel-Buffering': 'no', // asks nginx not to buffer
          });
          await streamEvents(response, options, request);
        } finally {
          open -= 1;
        }
      };
    },
  };
}

/**
 * Sends the feed as server-sent events (WHATWG HTML, section 9.2) until the reader disconnects, the server stops or the
 * stream has been open for its maximum time. The id of every event is a cursor, and so is the id that is sent first: a
 * reader that sends the last one as `Last-Event-ID` gets every later event, and none twice. Nothing is queued for a slow
 * reader: the feed is read again only when the reader has taken what it was sent.
 */
export async function streamEvents(
  response: ServerResponse,
  { feed, stopping }: EventStreamOptions,
  { ownerId, after, since }: FeedRequest,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const ended = AbortSignal.any([gone.signal, stopping, AbortSignal.timeout(MAX_STREAM_MS)]);
  const heartbeat = setInterval(() => response.write(': heartbeat\n\n'), HEARTBEAT_MS);
  try {
    const start = after ?? (await feed.end());
    await send(response, `id: ${feedCursor.encode(start)}\n\n`, ended);
    for await (const events of feed.follow({ ownerId, after: start }, ended)) {
      const wanted = since === undefined ? events : events.filter(({ occurredAt }) => occurredAt >= since);
      await send(response, wanted.map(frame).join(''), ended);
    }
  } finally {
    clearInterval(heartbeat);
    response.end();
  }
}

function frame({ position, type, body }: FeedEvent): string {
  return `id: ${feedCursor.encode(position)}\nevent: ${type}\ndata: ${body}\n\n`;
}

/** Waits until the reader has taken what it was sent, and disconnects it when it takes too long. */
async function send(response: ServerResponse, text: string, ended: AbortSignal): Promise<void> {
  if (response.write(text)) return;
  try {
    await once(response, 'drain', { signal: AbortSignal.any([ended, AbortSignal.timeout(MAX_READER_PAUSE_MS)]) });
  } catch {
    response.destroy();
  }
}

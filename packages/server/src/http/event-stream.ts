import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { FeedEvent, FeedPosition } from '../ports/event-feed.js';
import type { FeedReader } from '../ports/feed-reader.js';
import { encodeFeedCursor } from './feed-cursor.js';

const HEARTBEAT_MS = 15_000;
/** A reader that takes nothing for so long is disconnected; it resumes where it was. */
const SLOW_READER_MS = 30_000;
/** A stream ends after so long at the latest, so that its token is looked at again; the reader resumes. */
const MAX_STREAM_MS = 15 * 60_000;

export interface EventStreamOptions {
  readonly feed: Pick<FeedReader, 'end' | 'follow'>;
  /** Aborted when the server stops: every stream ends, and its reader resumes elsewhere. */
  readonly stopping: AbortSignal;
}

export interface FeedRequest {
  /** Whose events; undefined for everyone's. */
  readonly ownerId: number | undefined;
  /** Where to begin; undefined for a page from the beginning, and a stream of events that are yet to come. */
  readonly after: FeedPosition | undefined;
  /** What occurred before this is left out; undefined to leave out nothing. */
  readonly since: string | undefined;
}

/**
 * Sends the feed as server-sent events (WHATWG HTML, section 9.2) until the reader, the server or time ends it. Every
 * event's id is a cursor, and so is the id sent at the beginning: with it as `Last-Event-ID` nothing is lost and nothing
 * is repeated. Nothing is queued for a slow reader: it is read for when it has taken what it was sent.
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
    await send(response, `id: ${encodeFeedCursor(start)}\n\n`, ended);
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
  return `id: ${encodeFeedCursor(position)}\nevent: ${type}\ndata: ${body}\n\n`;
}

/** Waits until the reader has taken what it was sent; one that takes nothing is disconnected. */
async function send(response: ServerResponse, text: string, ended: AbortSignal): Promise<void> {
  if (response.write(text)) return;
  try {
    await once(response, 'drain', { signal: AbortSignal.any([ended, AbortSignal.timeout(SLOW_READER_MS)]) });
  } catch {
    response.destroy();
  }
}

import { isKnown, type EventType, type OrderEvent, type OrderServiceClient } from '@order-service/sdk';
import type { Context } from '../../features/context.js';
import { logReconnects } from '../../features/reconnect-log.js';
import { untilAborted } from '../../features/until-aborted.js';

/** An event of the feed, and the cursor behind it. */
export interface FeedEvent {
  readonly event: OrderEvent;
  readonly cursor: string | undefined;
  /** False for an event that the flags leave out: it only moves the cursor. */
  readonly isWanted: boolean;
}

/** Where a feed begins. */
export interface FeedStart {
  readonly cursor: string | undefined;
  readonly since: string | undefined;
}

/** Which of the events are wanted. */
export interface Selection {
  readonly types: readonly EventType[] | undefined;
  readonly orderIds: readonly number[] | undefined;
}

const DAY_MS = 86_400_000;

/** The cursor behind the newest event: a page of what will occur tomorrow is empty, and its cursor is the end of the feed. */
export async function endOfFeed(
  client: OrderServiceClient,
  now: Date,
  signal: AbortSignal,
): Promise<string | undefined> {
  const since = new Date(now.getTime() + DAY_MS);
  const page = await client.events.list({ since, limit: 1 }, { signal });
  return page.nextCursor;
}

export function isSelected({ types, orderIds }: Selection, { event_type: type, data }: OrderEvent): boolean {
  return (types === undefined || isKnown(types, type)) && (orderIds?.includes(data.order_id) ?? true);
}

/** The live feed over any number of connections, until the signal is aborted. */
export async function* readFeed(
  client: OrderServiceClient,
  { cursor, since }: FeedStart,
  selection: Selection,
  { signal, io }: Pick<Context, 'signal' | 'io'>,
): AsyncGenerator<FeedEvent, void, undefined> {
  const stream = client.events.stream({
    signal,
    ...(cursor === undefined ? since !== undefined && { since } : { cursor }),
    onReconnect: logReconnects(io),
  });
  for await (const event of untilAborted(stream, signal)) {
    yield { event, cursor: stream.nextCursor, isWanted: isSelected(selection, event) };
  }
}

import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { streamEvents } from '../../src/http/routes/event-stream.js';
import { createFeedReader } from '../../src/feed/feed-reader.js';
import { FeedTail } from '../../src/feed/feed-tail.js';
import type { EventFeed, FeedEvent } from '../../src/ports/event-feed.js';
import type { ListPage } from '../../src/ports/list-page.js';
import { eventually } from '../../../../test/services/eventually.js';

const EVENT_BYTES = 2_000;
const BODY = JSON.stringify({ event_type: 'order.created', filler: 'x'.repeat(EVENT_BYTES) });
const BEGINNING = { transactionId: '1', id: 1 };
const FAR_END = { transactionId: '2', id: 1 };

/** An endless feed that counts how much of it is read. */
class EndlessFeed implements EventFeed {
  read = 0;

  page({ after = BEGINNING, limit }: Parameters<EventFeed['page']>[0]): Promise<ListPage<FeedEvent>> {
    this.read += limit;
    const event = (index: number): FeedEvent => ({
      position: { transactionId: '1', id: after.id + index + 1 },
      ownerId: 7,
      type: 'order.created',
      occurredAt: '2026-02-15T12:00:00.000000Z',
      body: BODY,
    });
    return Promise.resolve({ entries: Array.from({ length: limit }, (_, index) => event(index)), hasMore: true });
  }

  end = () => Promise.resolve(FAR_END);
  firstSince = () => Promise.resolve(BEGINNING);
}

describe('The event stream of a slow reader', () => {
  it('reads the feed only as fast as the reader receives it, and ends with the reader', async () => {
    const feed = new EndlessFeed();
    const tail = new FeedTail({ feed, logger: { warn: () => undefined }, pollMs: 60_000 });
    const eventClock = { positionBefore: () => Promise.resolve(BEGINNING) };
    const reader = createFeedReader({ feed, eventClock, tail });
    const stopping = new AbortController();
    let response: ServerResponse | undefined;
    let streamed: Promise<void> | undefined;
    const server = createServer((_, answer) => {
      response = answer;
      const from = { ownerId: 7, after: BEGINNING, since: undefined };
      streamed = streamEvents(answer, { feed: reader, stopping: stopping.signal }, from);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');

    const asking = request({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, agent: false }).end();
    const [stream] = (await once(asking, 'response')) as [IncomingMessage];
    stream.on('error', () => undefined).pause();
    try {
      // The sockets' buffers fill first; then the writer waits, and the feed is not read further.
      let before = -1;
      await eventually('the writer waits', async () => {
        const same = feed.read === before;
        before = feed.read;
        for (let turns = 0; turns < 50; turns += 1) await turn();
        return same && response!.writableNeedDrain;
      });
      expect(response!.writableLength).to.be.lessThan(2 * 100 * (EVENT_BYTES + 200));
      stream.resume();
      await eventually('the writer continues', () => feed.read > before);
    } finally {
      asking.destroy();
      await streamed;
      await tail.stop();
      await once(server.close(), 'close');
    }
  });
});

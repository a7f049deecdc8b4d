import { connect } from 'node:net';
import { expect } from 'chai';
import type { OrderEvent } from '@order-service/sdk';
import { eventually } from '../../../../test/services/eventually.js';
import { FeedReader, type FeedFrom } from '../support/feed-reader.js';
import { TestClient, type Problem } from '../support/test-client.js';
import { claims, inSeconds, signedToken } from '../support/signed-token.js';
import { TestService, userIdOf, useTestService } from '../support/test-service.js';

const FEED = '/api/v1/events';

interface Page {
  readonly events: OrderEvent[];
  readonly next_cursor: string;
}

describe('GET /api/v1/events, live', () => {
  const service = useTestService();
  const readers: FeedReader[] = [];

  async function open(client: TestClient, from?: FeedFrom): Promise<FeedReader> {
    const reader = await FeedReader.open(client, from);
    readers.push(reader);
    return reader;
  }

  afterEach(() => {
    for (const reader of readers.splice(0)) reader.cut();
  });

  /** A user's events in the database, in feed order. */
  async function written(client: TestClient): Promise<string[]> {
    const rows = await service().query<{ event_id: string }>(
      'SELECT event_id FROM order_events WHERE user_id = $1 ORDER BY transaction_id, id',
      [userIdOf(client)],
    );
    return rows.map((row) => row.event_id);
  }

  const ids = (events: readonly OrderEvent[]): string[] => events.map((event) => event.event_id);

  it('sends new events as they occur', async () => {
    const ann = service().newUser();
    await ann.placed();
    const reader = await open(ann);
    const { id } = await ann.placed(undefined, ['confirmed']);
    await reader.has(2);
    expect(reader.versions).to.deep.equal([`${id}.1`, `${id}.2`]);
  });

  it('asks proxies neither to compress nor to buffer it, either of which would hold events back', async () => {
    const { headers } = await open(service().newUser());
    expect(headers).to.include({ 'cache-control': 'no-store, no-transform', 'x-accel-buffering': 'no' });
  });

  it('starts at a time and continues with new events, each once and in order', async () => {
    const ann = service().newUser();
    await ann.placed();
    const old = [await ann.placed(), await ann.placed(undefined, ['confirmed'])];
    const history = await ann.get<{ occurred_at: string }[]>(`/api/v1/orders/${old[0]!.id}/events`);
    const reader = await open(ann, { query: `since=${encodeURIComponent(history.body[0]!.occurred_at)}` });
    await reader.has(3);
    const { id } = await ann.placed(undefined, ['cancelled']);
    await reader.has(5);
    expect(reader.versions).to.deep.equal([
      ...[`${old[0]!.id}.1`, `${old[1]!.id}.1`, `${old[1]!.id}.2`],
      ...[`${id}.1`, `${id}.2`],
    ]);
  });

  it('sends no earlier event when it is resumed at its first id', async () => {
    const ann = service().newUser();
    await ann.placed();
    const { id } = await ann.placed();
    const history = await ann.get<{ occurred_at: string }[]>(`/api/v1/orders/${id}/events`);
    const query = `since=${encodeURIComponent(history.body[0]!.occurred_at)}`;
    const { cursor } = await open(ann, { query });
    const resumed = await open(ann, { query, lastEventId: cursor });
    await ann.move(id, 'confirmed');
    await eventually('the move has come', () => resumed.versions.includes(`${id}.2`));
    expect(resumed.events.map(({ data }) => data.order_id)).to.satisfy((of: number[]) =>
      of.every((each) => each === id),
    );
  });

  it('sends events that occurred between a page and the stream, also after an empty page', async () => {
    const ann = service().newUser();
    const { body } = await ann.get<Page>(FEED);
    expect(body.events).to.deep.equal([]);
    const { id } = await ann.placed();
    const reader = await open(ann, { query: `cursor=${body.next_cursor}` });
    await reader.has(1);
    expect(reader.versions).to.deep.equal([`${id}.1`]);
  });

  it('sends every event once and in order across disconnects at random times', async () => {
    const ann = service().newUser();
    const seen: OrderEvent[] = [];
    let { cursor } = await open(ann);
    const writing = { over: false };
    const writers = Promise.all(
      Array.from({ length: 4 }, async () => {
        for (let made = 0; made < 10; made += 1) await ann.placed(undefined, ['confirmed', 'shipped']);
      }),
    ).finally(() => (writing.over = true));

    let cuts = 0;
    while (!writing.over || seen.length < 120 || cuts < 20) {
      const reader = await open(ann, { lastEventId: cursor });
      const eventCount = Math.floor(Math.random() * 6);
      await eventually('something is read', () => writing.over || reader.events.length >= eventCount);
      reader.cut();
      cuts += 1;
      seen.push(...reader.events);
      cursor = reader.cursor;
    }
    await writers;
    expect(cuts).to.be.greaterThan(10);
    expect(ids(seen)).to.deep.equal(await written(ann));
  });

  it('serves two hundred readers concurrently', async () => {
    const users = Array.from({ length: 10 }, () => service().newUser());
    const all = await Promise.all(users.flatMap((user) => Array.from({ length: 20 }, () => open(user))));
    for (const user of users) await user.placed(undefined, ['confirmed']);
    await Promise.all(all.map((reader) => reader.has(2)));
    for (const [at, user] of users.entries()) {
      const expected = await written(user);
      for (const reader of all.slice(20 * at, 20 * at + 20)) expect(ids(reader.events)).to.deep.equal(expected);
    }
  });

  it('is refused beyond 20 streams of one user with 429, until one of them ends', async () => {
    const ann = service().newUser();
    const all = await Promise.all(Array.from({ length: 20 }, () => open(ann)));
    const refused = await ann.get<Problem>(FEED, { accept: 'text/event-stream' });
    expect([refused.status, refused.body.code]).to.deep.equal([429, 'rate_limited']);
    all[0]!.cut();
    await eventually('another one is opened', () =>
      open(ann).then(
        () => true,
        () => false,
      ),
    );
  });

  it('answers HEAD with the headers of a stream, and opens none', async () => {
    const ann = service().newUser();
    for (let asked = 0; asked < 30; asked += 1) {
      const { status, headers } = await ann.sendUnchecked('HEAD', FEED, { headers: { accept: 'text/event-stream' } });
      expect([status, headers['content-type']]).to.deep.equal([200, 'text/event-stream']);
    }
    await open(ann);
  });

  it('does not mix with the answers to requests that are pipelined behind it, nor open further streams', async () => {
    const ann = service().newUser();
    const request = (path: string, accept: string) =>
      `GET ${path} HTTP/1.1\r\nHost: orders\r\nAuthorization: Bearer ${ann.token!}\r\nAccept: ${accept}\r\n\r\n`;
    const { hostname, port } = new URL(service().url);
    const socket = connect(Number(port), hostname);
    let received = '';
    socket.setEncoding('latin1').on('data', (text: string) => (received += text));
    socket.write(request(FEED, 'text/event-stream').repeat(40) + request('/health/live', '*/*'));
    await eventually('the stream has begun', () => received.includes('id: '));
    await Promise.all(Array.from({ length: 19 }, () => open(ann)));
    const { id } = await ann.placed();
    await eventually('its event has arrived', () => received.includes(`"order_id":${id}`));
    expect(received.match(/HTTP\/1\.1/g)).to.have.lengthOf(1);
    socket.destroy();
  });

  it('ends when its token expires', async () => {
    const userId = service().newUserId();
    const token = signedToken(claims({ sub: String(userId), exp: inSeconds(2) }), { secret: service().secret });
    const reader = await open(new TestClient(service().url, token));
    await eventually('it has ended', () => reader.ended);
  });

  it('ends when its server stops, and continues on another', async () => {
    const own = await TestService.start({ replicas: 2 });
    try {
      const [here, there] = [own.as({ userId: 7 }, 0), own.as({ userId: 7 }, 1)];
      const [silent, reader] = [await open(own.newUser()), await open(here)];
      await there.placed();
      await reader.has(1);
      await own.replicas[0]!.stop();
      await eventually('both streams have ended', () => silent.ended && reader.ended);
      const { id } = await there.placed();
      const resumed = await open(there, { lastEventId: reader.cursor });
      await resumed.has(1);
      expect(resumed.versions).to.deep.equal([`${id}.1`]);
      resumed.cut();
    } finally {
      await own.stop();
    }
  });
});

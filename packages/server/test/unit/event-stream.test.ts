import { once } from 'node:events';
import {
  createServer,
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { AnswersInFlight, type AnswerLimits } from '../../src/http/answers-in-flight.js';
import { TooManyStreamsError } from '../../src/http/problems/request-errors.js';
import { createEventStreams, type EventStreams, type StreamLimits } from '../../src/http/routes/event-stream.js';
import { ServiceOverloadedError } from '../../src/ports/dependency-errors.js';
import { createFeedReader } from '../../src/feed/feed-reader.js';
import { FeedTail } from '../../src/feed/feed-tail.js';
import type { EventFeed, FeedEvent, FeedPage } from '../../src/ports/event-feed.js';
import { eventually } from '../../../../test/services/eventually.js';

const EVENT_BYTES = 2_000;
const BODY = JSON.stringify({ event_type: 'order.created', filler: 'x'.repeat(EVENT_BYTES) });
const EPOCH = '0a1b2c3d';
const BEGINNING = { transactionId: '1', id: 1 };
const FAR_END = { transactionId: '2', id: 1 };

/** A feed whose end is never reached from before it, and that counts how much of it is read. */
class EndlessFeed implements EventFeed {
  read = 0;

  page({ after = BEGINNING, limit }: Parameters<EventFeed['page']>[0]): Promise<FeedPage> {
    if (after.transactionId === FAR_END.transactionId)
      return Promise.resolve({ entries: [], hasMore: false, isIncomplete: false });
    this.read += limit;
    const event = (index: number): FeedEvent => ({
      position: { transactionId: '1', id: after.id + index + 1 },
      ownerId: 7,
      type: 'order.created',
      occurredAt: '2026-02-15T12:00:00.000000Z',
      body: BODY,
    });
    const entries = Array.from({ length: limit }, (_, index) => event(index));
    return Promise.resolve({ entries, hasMore: true, isIncomplete: false });
  }

  origin = () => Promise.resolve({ epoch: EPOCH, removed: undefined });
  end = () => Promise.resolve(FAR_END);
  firstSince = () => Promise.resolve(BEGINNING);
}

const ANN = { userId: 7, email: '', operator: false };
const BOB = { userId: 8, email: '', operator: false };
const FROM_THE_BEGINNING = { epoch: EPOCH, ownerId: 7, after: BEGINNING, since: undefined };
const FOR_EVER = Number.MAX_SAFE_INTEGER;

describe('The event stream', () => {
  let feed: EndlessFeed;
  let tail: FeedTail;
  let stopping: AbortController;
  let server: Server;
  let streams: EventStreams;
  let response: ServerResponse | undefined;
  let streamed: Promise<void>[];
  let asking: ClientRequest[];

  beforeEach(async () => {
    feed = new EndlessFeed();
    tail = new FeedTail({ feed, logger: { warn: () => undefined }, pollMs: 60_000 });
    stopping = new AbortController();
    response = undefined;
    [streamed, asking] = [[], []];
    server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterEach(async () => {
    stopping.abort();
    for (const each of asking) each.destroy();
    await Promise.all(streamed);
    await tail.stop();
    await once(server.close(), 'close');
  });

  function create(limits: Partial<StreamLimits> = {}, answers: Partial<AnswerLimits> = {}, now?: () => number): void {
    const eventClock = { positionBefore: () => Promise.resolve(BEGINNING) };
    const reader = createFeedReader({ feed, eventClock, tail });
    const inFlight = new AnswersInFlight(answers);
    streams = createEventStreams({ feed: reader, stopping: stopping.signal, answers: inFlight, now, limits });
  }

  /** Opens a stream, of which the reader has received the headers only. */
  async function open({ after = FAR_END, caller = ANN, expiresAtMs = FOR_EVER } = {}): Promise<IncomingMessage> {
    const stream = streams.open({ ...FROM_THE_BEGINNING, after }, { caller, expiresAtMs });
    server.once('request', (_, answer) => {
      response = answer;
      streamed.push(stream(answer));
    });
    const request = httpRequest({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, agent: false });
    asking.push(request.end());
    request.on('error', () => undefined);
    const [received] = (await once(request, 'response')) as [IncomingMessage];
    return received.on('error', () => undefined).pause();
  }

  /** Waits until the sockets' buffers are full and the feed is not read further; returns how much was read. */
  async function writerWaits(): Promise<number> {
    let before = -1;
    await eventually('the writer waits', async () => {
      const same = feed.read === before;
      before = feed.read;
      for (let turns = 0; turns < 50; turns += 1) await turn();
      return same && (response!.writableNeedDrain || response!.closed);
    });
    return before;
  }

  /** Reads a stream; resolves to whether it was ended, and not cut. */
  async function isComplete(stream: IncomingMessage): Promise<boolean> {
    stream.resume();
    await eventually('the stream is closed', () => stream.closed);
    return stream.complete;
  }

  it('reads the feed only as fast as a slow reader receives it, and ends with the reader', async () => {
    create();
    const stream = await open({ after: BEGINNING });
    const before = await writerWaits();
    expect(response!.writableLength).to.be.lessThan(2 * 100 * (EVENT_BYTES + 200));
    stream.resume();
    await eventually('the writer continues', () => feed.read > before);
    asking[0]!.destroy();
    await Promise.all(streamed);
  });

  it('disconnects a reader that takes nothing', async () => {
    create({}, { maxSendMs: 50, sweepIntervalMs: 10 });
    const stream = await open({ after: BEGINNING });
    await Promise.all(streamed);
    await eventually('the connection is closed', () => response!.closed);
    expect(await isComplete(stream)).to.equal(false);
  });

  it('disconnects a reader that takes nothing when it ends', async () => {
    create({}, { maxSendMs: 500, sweepIntervalMs: 10 });
    const stream = await open({ after: BEGINNING });
    await writerWaits();
    stopping.abort();
    await Promise.all(streamed);
    await eventually('the connection is closed', () => response!.closed);
    expect(await isComplete(stream)).to.equal(false);
  });

  it('keeps a reader that takes what it is sent for longer than a part may take', async () => {
    create({ heartbeatMs: 5 }, { maxSendMs: 50, sweepIntervalMs: 10 });
    const stream = (await open()).setEncoding('utf8').resume();
    let received = '';
    stream.on('data', (text: string) => (received += text));
    await eventually('many heartbeats have arrived', () => received.split('heartbeat').length > 50);
    expect(response!.closed).to.equal(false);
  });

  it('ends when it has been open for its maximum time', async () => {
    create({ maxStreamMs: 30 });
    expect(await isComplete(await open())).to.equal(true);
  });

  it('ends when its token expires', async () => {
    create({}, {}, () => 5_000);
    const [expiring, other] = [(await open({ expiresAtMs: 5_030 })).resume(), (await open({ caller: BOB })).resume()];
    await once(expiring, 'end');
    expect(other.readableEnded).to.equal(false);
  });

  it('is refused beyond the maximum number, until another one ends', async () => {
    create({ maxStreams: 2 });
    await open();
    await open({ caller: BOB });
    const refused = () => streams.open(FROM_THE_BEGINNING, { caller: ANN, expiresAtMs: FOR_EVER });
    expect(refused).to.throw(ServiceOverloadedError);
    asking[1]!.destroy();
    await streamed[1];
    await open();
  });

  it('is refused beyond the maximum number of one user, and not for another one', async () => {
    create({ maxStreamsPerUser: 2 });
    await open();
    await open();
    const openAs = (caller: typeof ANN) => streams.open(FROM_THE_BEGINNING, { caller, expiresAtMs: FOR_EVER });
    expect(() => openAs(ANN)).to.throw(TooManyStreamsError);
    await open({ caller: BOB });
    asking[0]!.destroy();
    await streamed[0];
    await open();
  });
});

import { expect } from 'chai';
import { createFeedReader } from '../../src/feed/feed-reader.js';
import { FeedTail } from '../../src/feed/feed-tail.js';
import type { EventFeed, FeedEvent, FeedOrigin, FeedPage, FeedPosition } from '../../src/ports/event-feed.js';
import type { FeedReader } from '../../src/ports/feed-reader.js';
import { MAX_PAGE_BYTES } from '../../src/ports/list-page.js';
import { eventually } from '../../../../test/services/eventually.js';
import { LogRecorder } from '../support/log-recorder.js';

const ANN = 1;
const BOB = 2;
const BEGINNING: FeedPosition = { transactionId: '0', id: 0 };

function eventOf(ownerId: number, id: number, filler = ''): FeedEvent {
  const position = { transactionId: String(id), id };
  return {
    position,
    ownerId,
    type: 'order.created',
    occurredAt: '2026-02-15T12:00:00.000000Z',
    body: `{"id":${id}}${filler}`,
  };
}

const isBehind = ({ position }: FeedEvent, after = BEGINNING): boolean =>
  Number(position.transactionId) > Number(after.transactionId);

/** An in-memory feed that counts how often it is read. */
class CountingFeed implements EventFeed {
  readonly events: FeedEvent[] = [];
  reads = 0;
  failure: Error | undefined;
  isIncomplete = false;

  append(ownerId: number, filler?: string): void {
    this.events.push(eventOf(ownerId, this.events.length + 1, filler));
  }

  page({ ownerId, after, limit }: Parameters<EventFeed['page']>[0]): Promise<FeedPage> {
    if (ownerId === undefined) this.reads += 1;
    if (this.failure) return Promise.reject(this.failure);
    const found = this.events.filter((event) => isBehind(event, after));
    const wanted = found.filter((event) => ownerId === undefined || event.ownerId === ownerId);
    return Promise.resolve({
      entries: wanted.slice(0, limit),
      hasMore: wanted.length > limit,
      isIncomplete: this.isIncomplete,
    });
  }

  origin(): Promise<FeedOrigin> {
    return Promise.resolve({ epoch: '0a1b2c3d', removed: undefined });
  }

  end(): Promise<FeedPosition> {
    return Promise.resolve(this.events.at(-1)?.position ?? BEGINNING);
  }

  firstSince(): Promise<FeedPosition | undefined> {
    return Promise.resolve(this.events[0]?.position);
  }
}

describe('A live feed', () => {
  let feed: CountingFeed;
  let log: LogRecorder;
  let tail: FeedTail;
  let reader: FeedReader;
  let stop: AbortController;
  let followers: Promise<void>[];

  beforeEach(() => {
    feed = new CountingFeed();
    log = new LogRecorder();
    startTail({});
    stop = new AbortController();
    followers = [];
  });

  afterEach(async () => {
    stop.abort();
    await Promise.all(followers);
    await tail.stop();
  });

  function startTail(options: {
    readonly pollMs?: number;
    readonly maxKept?: number;
    readonly maxKeptLength?: number;
  }): void {
    tail = new FeedTail({ feed, logger: log, pollMs: 5, ...options });
    const eventClock = { positionBefore: () => Promise.resolve(undefined) };
    reader = createFeedReader({ feed, eventClock, tail });
  }

  /** The ids that a follower has got so far. */
  function follow(ownerId: number | undefined, after = BEGINNING, signal = AbortSignal.any([stop.signal])): number[] {
    const ids: number[] = [];
    const following = async (): Promise<void> => {
      for await (const events of reader.follow({ ownerId, after }, signal)) {
        ids.push(...events.map(({ position }) => position.id));
      }
    };
    followers.push(following());
    return ids;
  }

  it('yields existing events, and then each new one', async () => {
    feed.append(ANN);
    feed.append(ANN);
    const ids = follow(ANN);
    await eventually('both are there', () => ids.length === 2);
    feed.append(ANN);
    tail.notify();
    await eventually('the new one is there', () => ids.length === 3);
    expect(ids).to.deep.equal([1, 2, 3]);
  });

  it("yields only an owner's events, and all events to an operator", async () => {
    const [ann, everyone] = [follow(ANN), follow(undefined)];
    for (const ownerId of [ANN, BOB, BOB, ANN]) feed.append(ownerId);
    await eventually('the operator has all', () => everyone.length === 4);
    await eventually('Ann has hers', () => ann.length === 2);
    expect([ann, everyone]).to.deep.equal([
      [1, 4],
      [1, 2, 3, 4],
    ]);
  });

  it('neither repeats nor omits an event for a follower that is behind the cached events', async () => {
    startTail({ maxKept: 3 });
    const first = follow(undefined);
    for (let count = 0; count < 250; count += 1) feed.append(count % 2 ? ANN : BOB);
    await eventually('the first follower has all', () => first.length === 250);
    const second = follow(undefined);
    await eventually('the second follower has all', () => second.length === 250);
    expect(second).to.deep.equal(feed.events.map(({ position }) => position.id));
  });

  it('ends where events behind the last page were removed', async () => {
    feed.append(ANN);
    feed.isIncomplete = true;
    const ids: number[] = [];
    for await (const events of reader.follow({ ownerId: ANN, after: BEGINNING }, stop.signal)) {
      ids.push(...events.map(({ position }) => position.id));
    }
    expect(ids).to.be.empty;
  });

  it('keeps no more of large events in memory than its bound, and omits none for a follower that is behind', async () => {
    startTail({ maxKeptLength: 1_000 });
    const first = follow(undefined);
    await eventually('it has been read to its end', () => tail.seen !== undefined);
    for (let count = 0; count < 50; count += 1) feed.append(ANN, ' '.repeat(400));
    await eventually('the first follower has all', () => first.length === 50);
    expect(tail.since(eventOf(ANN, 47).position, undefined)).to.equal(undefined);
    expect(tail.since(eventOf(ANN, 48).position, undefined)).to.have.lengthOf(2);
    const second = follow(undefined);
    await eventually('the second follower has all', () => second.length === 50);
  });

  it('yields events of a page that fits into the budget of an answer', async () => {
    const lengths: number[] = [];
    const following = async (): Promise<void> => {
      for await (const events of reader.follow({ ownerId: ANN, after: BEGINNING }, stop.signal)) {
        lengths.push(events.reduce((length, { body }) => length + body.length, 0));
      }
    };
    followers.push(following());
    await eventually('it has been read to its end', () => tail.seen !== undefined);
    for (let count = 0; count < 40; count += 1) feed.append(ANN, ' '.repeat(MAX_PAGE_BYTES / 4));
    tail.notify();
    const sent = () => lengths.reduce((sum, length) => sum + length, 0);
    await eventually('everything is yielded', () => sent() > 10 * MAX_PAGE_BYTES);
    expect(Math.max(...lengths)).to.be.at.most(MAX_PAGE_BYTES);
  });

  it('reads once for all followers of its end, and not at all without followers', async () => {
    startTail({ pollMs: 60_000 });
    const all = Array.from({ length: 50 }, () => follow(ANN, BEGINNING));
    await eventually('it has been read to its end', () => tail.seen !== undefined);
    const before = feed.reads;
    feed.append(ANN);
    tail.notify();
    await eventually('everyone has it', () => all.every((ids) => ids.length === 1));
    expect(feed.reads - before).to.be.at.most(2);
    stop.abort();
    await Promise.all(followers);
    tail.notify();
    await tail.stop();
    const afterwards = feed.reads;
    feed.append(ANN);
    tail.notify();
    await new Promise((resolve) => setImmediate(resolve));
    expect(feed.reads).to.equal(afterwards);
  });

  it('continues after a database outage, and logs it once', async () => {
    const ids = follow(undefined);
    await eventually('it is at the end', () => tail.seen !== undefined);
    feed.failure = new Error('no database');
    const before = feed.reads;
    await eventually('it has tried a few times', () => feed.reads > before + 3);
    feed.failure = undefined;
    feed.append(ANN);
    await eventually('the event is there', () => ids.length === 1);
    expect(log.warnings(/feed could not be read/)).to.have.length(1);
  });

  it('ends when its signal is aborted, wherever it waits', async () => {
    const gone = new AbortController();
    follow(ANN, BEGINNING, gone.signal);
    await eventually('it waits at the end', () => tail.seen !== undefined);
    gone.abort();
    await Promise.all(followers);
    follow(ANN, BEGINNING, AbortSignal.abort());
    await Promise.all(followers);
  });

  it('starts right before the first event of a time', async () => {
    expect(await reader.startAt({ ownerId: ANN, since: '2026-02-15T12:00:00Z' })).to.deep.equal(BEGINNING);
    feed.append(BOB);
    feed.append(ANN);
    expect(await reader.startAt({ ownerId: ANN, since: '2026-02-15T12:00:00Z' })).to.deep.equal({
      transactionId: '0',
      id: Number.MAX_SAFE_INTEGER,
    });
  });
});

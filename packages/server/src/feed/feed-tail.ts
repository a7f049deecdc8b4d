import type { Logger } from 'pino';
import { jittered } from '../concurrency/retry-delay.js';
import { Waker } from '../concurrency/waker.js';
import { WarnOnce } from '../concurrency/warn-once.js';
import { ORDER_ERASED } from '../domain/events.js';
import type { EventFeed, FeedEvent, FeedPosition } from '../ports/event-feed.js';
import { comparePositions } from '../ports/feed-position.js';

export interface FeedTailOptions {
  readonly feed: Pick<EventFeed, 'page' | 'end'>;
  readonly logger: Pick<Logger, 'warn'>;
  /** The longest pause between two reads of the feed while it has followers. */
  readonly pollMs?: number;
  /** How many of the newest events are kept in memory. A follower that is further behind reads the feed itself. */
  readonly maxKept?: number;
  /** How long the bodies of the events that are kept may be, in characters. */
  readonly maxKeptLength?: number;
}

/** Followers of everyone's events are woken by every event. */
const EVERYONE = Symbol('everyone');
type Owner = number | typeof EVERYONE;

/**
 * The newest events of the feed, read once for all followers: one query a poll however many they are, and none while
 * there is no follower. Memory is bounded by `maxKept`, `maxKeptLength` and one entry a follower.
 */
export class FeedTail {
  readonly #options: Required<FeedTailOptions>;
  readonly #warnOnce: WarnOnce;
  readonly #waker = new Waker();
  /** Everything behind `#keptAfter` and up to `#seen`. */
  readonly #newest: FeedEvent[] = [];
  #newestLength = 0;
  #keptAfter: FeedPosition | undefined;
  #seen: FeedPosition | undefined;
  readonly #waiting = new Map<Owner, Set<() => void>>();
  #followers = 0;
  #polling: Promise<void> | undefined;
  #closed = false;

  constructor(options: FeedTailOptions) {
    this.#options = { pollMs: 250, maxKept: 2_000, maxKeptLength: 16 * 1024 * 1024, ...options };
    this.#warnOnce = new WarnOnce(options.logger);
  }

  /** Adds a follower: the feed is polled until every follower has called the function that this returns. */
  follow(): () => void {
    this.#followers += 1;
    this.#polling ??= this.#poll();
    let following = true;
    return () => {
      if (following) this.#followers -= 1;
      following = false;
    };
  }

  /** An event was committed: read the feed now. */
  notify(): void {
    this.#waker.wake();
  }

  /** The position up to which the feed has been read; undefined before the first read. */
  get seen(): FeedPosition | undefined {
    return this.#seen;
  }

  /** The newest events behind `position`; undefined when some of them are not in memory. */
  since(position: FeedPosition, ownerId: number | undefined): FeedEvent[] | undefined {
    if (!this.#keptAfter || comparePositions(position, this.#keptAfter) < 0) return undefined;
    return this.#newest.filter(
      (event) => (ownerId === undefined || event.ownerId === ownerId) && comparePositions(event.position, position) > 0,
    );
  }

  /** Resolves at the owner's (or anyone's) next event, or when `signal` aborts. */
  next(ownerId: number | undefined, signal: AbortSignal): Promise<void> {
    const owner = ownerId ?? EVERYONE;
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(owner) ?? new Set();
      this.#waiting.set(owner, waiting);
      const done = (): void => {
        signal.removeEventListener('abort', done);
        waiting.delete(done);
        if (waiting.size === 0 && this.#waiting.get(owner) === waiting) this.#waiting.delete(owner);
        resolve();
      };
      waiting.add(done);
      signal.addEventListener('abort', done);
      if (signal.aborted) done();
    });
  }

  async stop(): Promise<void> {
    this.#closed = true;
    this.#waker.wake();
    await this.#polling;
  }

  async #poll(): Promise<void> {
    while (this.#followers > 0 && !this.#closed) {
      if (!(await this.#tryRead())) await this.#waker.sleep(jittered(this.#options.pollMs, Math.random));
    }
    // The next follower starts at the end of the feed as it is then. Nothing is awaited between the loop and this.
    this.#newest.length = this.#newestLength = 0;
    this.#keptAfter = this.#seen = undefined;
    this.#polling = undefined;
  }

  /** Reads what is new. Returns whether there may be more. */
  async #tryRead(): Promise<boolean> {
    try {
      const more = await this.#read();
      this.#warnOnce.clear('read');
      return more;
    } catch (error) {
      this.#warnOnce.warn('read', { err: error }, 'the feed could not be read, trying again');
      return false;
    }
  }

  async #read(): Promise<boolean> {
    const { feed, maxKept } = this.#options;
    if (!this.#seen) {
      this.#seen = this.#keptAfter = await feed.end();
      for (const owner of [...this.#waiting.keys()]) this.#wakeFollowersOf(owner);
      return false;
    }
    const { entries: events, hasMore } = await feed.page({ ownerId: undefined, after: this.#seen, limit: maxKept });
    const last = events.at(-1);
    if (!last) return false;
    if (events.some(({ type }) => type === ORDER_ERASED)) this.#forget(last.position);
    else this.#keep(events);
    this.#seen = last.position;
    for (const owner of new Set<Owner>([EVERYONE, ...events.map((event) => event.ownerId)])) {
      this.#wakeFollowersOf(owner);
    }
    return hasMore;
  }

  /** Events that were read before an erasure have data in them that is erased now. Followers read the feed again. */
  #forget(after: FeedPosition): void {
    this.#newest.length = this.#newestLength = 0;
    this.#keptAfter = after;
  }

  #keep(events: readonly FeedEvent[]): void {
    const { maxKept, maxKeptLength } = this.#options;
    this.#newest.push(...events);
    this.#newestLength += events.reduce((length, { body }) => length + body.length, 0);
    let excess = 0;
    for (const { body } of this.#newest) {
      if (this.#newest.length - excess <= maxKept && this.#newestLength <= maxKeptLength) break;
      this.#newestLength -= body.length;
      excess += 1;
    }
    const lastDropped = this.#newest.splice(0, excess).at(-1);
    if (lastDropped) this.#keptAfter = lastDropped.position;
  }

  #wakeFollowersOf(owner: Owner): void {
    for (const done of [...(this.#waiting.get(owner) ?? [])]) done();
  }
}

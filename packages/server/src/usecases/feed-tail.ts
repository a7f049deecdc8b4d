import type { Logger } from 'pino';
import { jittered } from '../concurrency/retry-delay.js';
import { Waker } from '../concurrency/waker.js';
import type { EventFeed, FeedEvent, FeedPosition } from '../ports/event-feed.js';

export interface FeedTailOptions {
  readonly feed: EventFeed;
  readonly logger: Pick<Logger, 'warn'>;
  /** Longest pause between two looks at the feed while somebody follows it. */
  readonly pollMs?: number;
  /** As many of the newest events are kept in memory; who is further behind reads from the feed itself. */
  readonly keep?: number;
}

/** Everyone's events wake those who follow everyone's. */
const EVERYONE = Symbol('everyone');
type Owner = number | typeof EVERYONE;

/**
 * The end of the feed, read once for all who follow it: one query a look, however many they are, and none while there is
 * nobody. Memory is bounded by `keep` events and one entry a follower.
 */
export class FeedTail {
  readonly #options: Required<FeedTailOptions>;
  readonly #newest: FeedEvent[] = [];
  /** Everything behind this position and up to `#seen` is in `#newest`. */
  #floor: FeedPosition | undefined;
  #seen: FeedPosition | undefined;
  readonly #waiting = new Map<Owner, Set<() => void>>();
  #followers = 0;
  #polling: Promise<void> | undefined;
  readonly #waker = new Waker();
  #closed = false;

  constructor(options: FeedTailOptions) {
    this.#options = { pollMs: 250, keep: 2_000, ...options };
  }

  /** Begins to look at the feed, until the function it returns was called by everyone who called this. */
  follow(): () => void {
    this.#followers += 1;
    this.#polling ??= this.#poll();
    let followed = true;
    return () => {
      if (followed) this.#followers -= 1;
      followed = false;
    };
  }

  /** Says that an event was just committed. */
  notify(): void {
    this.#waker.wake();
  }

  /** The position up to which the feed has been read; undefined before the first look. */
  get seen(): FeedPosition | undefined {
    return this.#seen;
  }

  /** The newest events behind `position`; undefined when memory does not reach back so far. */
  since(position: FeedPosition, ownerId: number | undefined): FeedEvent[] | undefined {
    if (!this.#floor || comparePositions(position, this.#floor) < 0) return undefined;
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

  async close(): Promise<void> {
    this.#closed = true;
    this.#waker.wake();
    await this.#polling;
  }

  async #poll(): Promise<void> {
    while (this.#followers > 0 && !this.#closed) {
      const more = await this.#look().catch((error: unknown) => {
        this.#options.logger.warn({ err: error }, 'the feed could not be read, trying again');
        return false;
      });
      if (!more) await this.#waker.sleep(jittered(this.#options.pollMs, Math.random));
    }
    // Who comes next begins at the end of the feed as it is then. Nothing is awaited from the loop's end to here.
    this.#newest.length = 0;
    this.#floor = this.#seen = undefined;
    this.#polling = undefined;
  }

  /** Takes in what is new. Returns whether there may be more. */
  async #look(): Promise<boolean> {
    const { feed, keep } = this.#options;
    if (!this.#seen) {
      this.#seen = this.#floor = await feed.end();
      this.#wakeAll();
      return false;
    }
    const events = await feed.page({ ownerId: undefined, after: this.#seen, limit: keep });
    const last = events.at(-1);
    if (!last) return false;
    this.#newest.push(...events);
    const dropped = this.#newest.splice(0, Math.max(0, this.#newest.length - keep)).at(-1);
    if (dropped) this.#floor = dropped.position;
    this.#seen = last.position;
    for (const owner of new Set<Owner>([EVERYONE, ...events.map((event) => event.ownerId)])) this.#wakeOwner(owner);
    return events.length === keep;
  }

  #wakeAll(): void {
    for (const owner of [...this.#waiting.keys()]) this.#wakeOwner(owner);
  }

  #wakeOwner(owner: Owner): void {
    for (const done of [...(this.#waiting.get(owner) ?? [])]) done();
  }
}

/** Negative when `a` comes before `b` in the feed, 0 when they are the same. */
export function comparePositions(a: FeedPosition, b: FeedPosition): number {
  const byTransaction = BigInt(a.transactionId) - BigInt(b.transactionId);
  return byTransaction === 0n ? a.id - b.id : byTransaction < 0n ? -1 : 1;
}

/** A trace that is an example of the values in one bucket. */
export interface Exemplar {
  readonly traceId: string;
  readonly value: number;
  /** Seconds since 1970. */
  readonly timestamp: number;
}

/** One bucket of a distribution. */
export interface Bucket {
  /** Inclusive; Infinity for the last one. */
  readonly upperBound: number;
  /** Values in this bucket or a lower one. */
  readonly cumulativeCount: number;
  readonly exemplar: Exemplar | undefined;
}

/**
 * Counts observed values by bucket, as plain numbers: an observation allocates nothing and looks nothing up. The numbers
 * are formatted when metrics are read.
 */
export class Distribution {
  readonly #upperBounds: readonly number[];
  /** One count a bucket, and one for the values above every bound. */
  readonly #counts: number[];
  readonly #exemplars: (Exemplar | undefined)[] = [];
  #sum = 0;
  #count = 0;

  /** @param upperBounds ascending */
  constructor(upperBounds: readonly number[]) {
    this.#upperBounds = upperBounds;
    this.#counts = new Array<number>(upperBounds.length + 1).fill(0);
  }

  observe(value: number): void {
    const at = this.#bucketOf(value);
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
    this.#sum += value;
    this.#count += 1;
  }

  /** Observes a value that belongs to a trace which is recorded. The newest one of each bucket is its exemplar. */
  observeTraced(value: number, traceId: string): void {
    this.observe(value);
    this.#exemplars[this.#bucketOf(value)] = { traceId, value, timestamp: Date.now() / 1_000 };
  }

  get sum(): number {
    return this.#sum;
  }

  get count(): number {
    return this.#count;
  }

  buckets(): Bucket[] {
    let cumulativeCount = 0;
    return [...this.#upperBounds, Infinity].map((upperBound, at) => {
      cumulativeCount += this.#counts[at] ?? 0;
      return { upperBound, cumulativeCount, exemplar: this.#exemplars[at] };
    });
  }

  #bucketOf(value: number): number {
    const bounds = this.#upperBounds;
    let at = 0;
    while (value > (bounds[at] ?? Infinity)) at += 1;
    return at;
  }
}

/** Distributions with the same buckets, by a key. */
export class Distributions<Key> {
  readonly #upperBounds: readonly number[];
  readonly #byKey = new Map<Key, Distribution>();

  constructor(upperBounds: readonly number[], keys: Iterable<Key> = []) {
    this.#upperBounds = upperBounds;
    for (const key of keys) this.of(key);
  }

  /** The distribution of a key, of which there must be few. */
  of(key: Key): Distribution {
    const known = this.#byKey.get(key);
    if (known) return known;
    const added = new Distribution(this.#upperBounds);
    this.#byKey.set(key, added);
    return added;
  }

  entries(): [Key, Distribution][] {
    return [...this.#byKey];
  }
}

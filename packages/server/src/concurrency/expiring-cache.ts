interface Entry<V> {
  readonly value: V;
  readonly expiresAt: number;
}

/**
 * At most `capacity` values, each until its own time. When full, the oldest entry is evicted: the values are cheap to
 * get again, so that tracking their use (LRU) would cost more than it saves.
 */
export class ExpiringCache<K, V> {
  readonly #entries = new Map<K, Entry<V>>();
  readonly #capacity: number;
  readonly #now: () => number;

  /** `now` is in the unit of `expiresAt`. */
  constructor(capacity: number, now: () => number) {
    this.#capacity = capacity;
    this.#now = now;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: K): V | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    if (this.#now() < entry.expiresAt) return entry.value;
    this.#entries.delete(key);
    return undefined;
  }

  /** Returns the value and removes it, so that one caller gets it. */
  take(key: K): V | undefined {
    const value = this.get(key);
    this.#entries.delete(key);
    return value;
  }

  clear(): void {
    this.#entries.clear();
  }

  /** Keeps `value` while `now() < expiresAt`. */
  set(key: K, value: V, expiresAt: number): void {
    this.#entries.delete(key); // a renewed entry counts as the newest
    this.#entries.set(key, { value, expiresAt });
    if (this.#entries.size <= this.#capacity) return;
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      break;
    }
  }
}

/** Counts by a key, of which there must be few. Those that are known from the start are reported as 0 until they occur. */
export class Counts<Key extends string> {
  readonly #byKey = new Map<Key, number>();

  constructor(keys: Iterable<Key>) {
    for (const key of keys) this.#byKey.set(key, 0);
  }

  add(key: Key, count = 1): void {
    this.#byKey.set(key, this.of(key) + count);
  }

  of(key: Key): number {
    return this.#byKey.get(key) ?? 0;
  }

  entries(): [Key, number][] {
    return [...this.#byKey];
  }
}

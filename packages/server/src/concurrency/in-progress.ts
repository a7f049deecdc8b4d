/** Something that is in progress, in the list that it was added to. */
export interface Entry<T> {
  readonly value: T;
}

interface Link<T> extends Entry<T> {
  previous: Link<T> | undefined;
  next: Link<T> | undefined;
  isListed: boolean;
}

/**
 * What is in progress, the oldest first.
 *
 * It is no `Set`: as entries come and go, V8 replaces a set's table every few entries, and the old table refers to the new
 * one. A table that has reached the old generation so keeps every later one, with all that was ever in them, from being
 * collected in the young generation. A set of the requests in progress made each request cost a third more. An entry
 * of this list refers to no other one once it is removed.
 */
export class InProgress<T> implements Iterable<T> {
  #oldest: Link<T> | undefined;
  #newest: Link<T> | undefined;

  get oldest(): Entry<T> | undefined {
    return this.#oldest;
  }

  /** Adds `value` as the newest. */
  add(value: T): Entry<T> {
    const link: Link<T> = { value, previous: this.#newest, next: undefined, isListed: true };
    if (this.#newest) this.#newest.next = link;
    else this.#oldest = link;
    this.#newest = link;
    return link;
  }

  /** Returns whether it was in the list. */
  remove(entry: Entry<T>): boolean {
    const link = entry as Link<T>;
    if (!link.isListed) return false;
    const { previous, next } = link;
    if (previous) previous.next = next;
    else this.#oldest = next;
    if (next) next.previous = previous;
    else this.#newest = previous;
    link.previous = undefined;
    link.next = undefined;
    link.isListed = false;
    return true;
  }

  /** Removes the oldest, and returns it; undefined if there is none. */
  takeOldest(): T | undefined {
    const oldest = this.#oldest;
    if (oldest) this.remove(oldest);
    return oldest?.value;
  }

  /** The oldest first. Nothing may be removed meanwhile. */
  *[Symbol.iterator](): Iterator<T> {
    for (let link = this.#oldest; link; link = link.next) yield link.value;
  }
}

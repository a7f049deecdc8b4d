import { createRandom } from '../../../../cli/src/commands/listen/chaos/random.js';

/** A seeded random number generator, so that a run can be repeated. */
export class Random {
  readonly seed: number;
  readonly #random: () => number;

  constructor(seed: number) {
    this.seed = seed;
    this.#random = createRandom(seed);
  }

  /** In [0, 1). */
  next(): number {
    return this.#random();
  }

  /** An integer from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    const picked = list[Math.floor(this.next() * list.length)];
    if (picked === undefined) throw new Error('the list is empty');
    return picked;
  }

  /** A generator seeded by this one's seed and `name`, so that its numbers do not depend on the order of use. */
  fork(name: string): Random {
    let hash = this.seed;
    for (const character of name) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
    return new Random(hash);
  }
}

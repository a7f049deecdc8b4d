/** The promises of the fault table, by their letters. */
export const PROMISES = {
  A: 'every acknowledged change is in the database, and no refused one',
  B: 'every committed change is on the queue',
  C: 'first occurrences per order are in order',
  D: 'nothing else is on the queue',
  E: 'one key, one order, one answer',
  F: 'it recovered by itself',
  G: 'only documented answers, no secret anywhere',
} as const;

export type Promised = keyof typeof PROMISES;

export interface Counts {
  /** Changes that the service said are made. */
  acknowledged: number;
  refused: number;
  unknown: number;
  /** Events in the database. */
  committed: number;
  /** Messages on the queue, repetitions included. */
  delivered: number;
  /** Acknowledged changes that are not in the database. */
  lost: number;
  /** Committed changes that are not on the queue. */
  unacknowledged: number;
  /** Changes made twice: two orders for one key, two events for one request. */
  doubled: number;
  /** Changes that were made although the answer said otherwise, or are not what it said. */
  contradicted: number;
  /** Keys whose answers do not agree. */
  disagreeing: number;
  /** First occurrences that came after a later version of their order. */
  misordered: number;
  /** Messages on the queue of which the database knows nothing, or something else. */
  ghosts: number;
  /** Further occurrences of a message, which consumers drop. */
  duplicates: number;
  undocumented: number;
  leaks: number;
}

export interface Finding {
  readonly promise: Promised;
  readonly what: string;
}

export interface Verdict {
  readonly counts: Readonly<Counts>;
  readonly recoveryMs: number;
  /** The first few for each promise. */
  readonly findings: readonly Finding[];
  /** The promises that were not kept. */
  readonly broken: readonly Promised[];
}

const SHOWN_PER_PROMISE = 5;

/** Gathers counts and findings while evidence is read. */
export class Tally {
  readonly counts: Counts = {
    acknowledged: 0,
    refused: 0,
    unknown: 0,
    committed: 0,
    delivered: 0,
    lost: 0,
    unacknowledged: 0,
    doubled: 0,
    contradicted: 0,
    disagreeing: 0,
    misordered: 0,
    ghosts: 0,
    duplicates: 0,
    undocumented: 0,
    leaks: 0,
  };
  readonly #findings = new Map<Promised, Finding[]>();

  /** Counts something that must not be, and remembers the first few. */
  blame(promise: Promised, count: keyof Counts | undefined, what: string): void {
    if (count) this.counts[count] += 1;
    const known = this.#findings.get(promise) ?? [];
    if (known.length < SHOWN_PER_PROMISE) known.push({ promise, what });
    this.#findings.set(promise, known);
  }

  verdict(recoveryMs: number): Verdict {
    return {
      counts: this.counts,
      recoveryMs,
      findings: [...this.#findings.values()].flat(),
      broken: [...this.#findings.keys()].sort(),
    };
  }
}

/** The promises of the fault table, by letter. */
export const PROMISES = {
  A: 'every acknowledged change is in the database, and no rejected one',
  B: 'every committed change is on the queue',
  C: 'per order, first deliveries are in version order',
  D: 'nothing else is on the queue',
  E: 'requests with one key create one order and get one response',
  F: 'the service recovers without intervention',
  G: 'every response is documented, explanations of orders are right, and no response or log contains a secret',
} as const;

export type Promised = keyof typeof PROMISES;

export interface Counts {
  /** Changes that the service acknowledged. */
  acknowledged: number;
  rejected: number;
  unknown: number;
  /** Events in the database. */
  committed: number;
  /** Messages on the queue, redeliveries included. */
  delivered: number;
  /** Acknowledged changes that are not in the database. */
  lost: number;
  /** Committed changes that are not on the queue. */
  undelivered: number;
  /** Changes that were made more than once: two orders for one key, two events for one request. */
  duplicated: number;
  /** Changes that were rejected and made, or differ from the response. */
  contradicted: number;
  /** Keys that got different responses. */
  inconsistent: number;
  /** First deliveries that came after a later version of their order. */
  misordered: number;
  /** Messages on the queue that were not committed, or differ from the committed event. */
  unexpected: number;
  /** Further deliveries of a message, which consumers drop. */
  redelivered: number;
  /** Responses that the contract does not describe. */
  undocumented: number;
  leaks: number;
}

export interface Violation {
  readonly promise: Promised;
  readonly what: string;
}

export interface Verdict {
  readonly counts: Readonly<Counts>;
  readonly recoveryMs: number;
  /** The first few of each promise. */
  readonly violations: readonly Violation[];
  /** The promises that were broken. */
  readonly broken: readonly Promised[];
}

const SHOWN_PER_PROMISE = 5;

/** Collects counts and violations while the evidence is read. */
export class Tally {
  readonly counts: Counts = {
    acknowledged: 0,
    rejected: 0,
    unknown: 0,
    committed: 0,
    delivered: 0,
    lost: 0,
    undelivered: 0,
    duplicated: 0,
    contradicted: 0,
    inconsistent: 0,
    misordered: 0,
    unexpected: 0,
    redelivered: 0,
    undocumented: 0,
    leaks: 0,
  };
  readonly #violations = new Map<Promised, Violation[]>();

  /** Counts a violation, and keeps the first few of each promise. */
  add(promise: Promised, count: keyof Counts | undefined, what: string): void {
    if (count) this.counts[count] += 1;
    const known = this.#violations.get(promise) ?? [];
    if (known.length < SHOWN_PER_PROMISE) known.push({ promise, what });
    this.#violations.set(promise, known);
  }

  verdict(recoveryMs: number): Verdict {
    return {
      counts: this.counts,
      recoveryMs,
      violations: [...this.#violations.values()].flat(),
      broken: [...this.#violations.keys()].sort(),
    };
  }
}

/** How far below the oldest event that was seen another may still be committed, by writers that take longer. */
const LATE_IDS = 1_000;
const FULL_WALK_EVERY_MS = 500;
/** A full walk may take up to one part in so many of the time. */
const FULL_WALK_SHARE = 10;

/**
 * From which id a claim walks the outbox. While some transaction stays open for long, PostgreSQL can clear away none of
 * the rows that were published since, and a walk from the beginning steps over all of them. So most walks begin a
 * little below what the last full one found; an event that shows up below that waits for the next full walk.
 */
export class ClaimScanStart {
  #floor = 0;
  #nextFullWalkMs = 0;
  #highest = 0;

  /** The floor for a claim that begins now; 0 for a full walk. */
  at(nowMs: number): number {
    return nowMs < this.#nextFullWalkMs ? this.#floor : 0;
  }

  /** Takes note of what a claim has brought, lowest id first. */
  claimed(rows: readonly { readonly id: number }[], startedMs: number, endedMs: number): void {
    const wasFull = this.at(startedMs) === 0;
    const lowest = rows[0]?.id ?? this.#highest;
    this.#highest = Math.max(this.#highest, rows.at(-1)?.id ?? 0);
    if (!wasFull) return;
    this.#floor = Math.max(0, lowest - LATE_IDS);
    this.#nextFullWalkMs = endedMs + Math.max(FULL_WALK_EVERY_MS, FULL_WALK_SHARE * (endedMs - startedMs));
  }
}

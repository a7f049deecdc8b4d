/** A writer may take longer than others to commit: how far below the oldest event that was seen its ids may be. */
const LATE_IDS = 1_000;
const FULL_SCAN_INTERVAL_MS = 500;
/** Full scans may take up to one part in this many of the time. */
const FULL_SCAN_SHARE = 10;

/**
 * The lowest id that a claim scans the outbox from. While a transaction stays open for long, vacuum can remove none of the
 * rows that were published since, and a scan from the beginning steps over all of them. So most scans start a little
 * below the lowest id that the last full scan found. An event that is committed below that waits for the next full scan.
 */
export class ClaimScanStart {
  #startId = 0;
  #nextFullScanMs = 0;
  #highestId = 0;

  /** The id from which a claim that begins now scans; 0 for a full scan. */
  at(nowMs: number): number {
    return nowMs < this.#nextFullScanMs ? this.#startId : 0;
  }

  /** Takes into account what a claim returned, lowest id first. */
  claimed(rows: readonly { readonly id: number }[], startedMs: number, endedMs: number): void {
    const wasFull = this.at(startedMs) === 0;
    const lowestId = rows[0]?.id ?? this.#highestId;
    this.#highestId = Math.max(this.#highestId, rows.at(-1)?.id ?? 0);
    if (!wasFull) return;
    this.#startId = Math.max(0, lowestId - LATE_IDS);
    this.#nextFullScanMs = endedMs + Math.max(FULL_SCAN_INTERVAL_MS, FULL_SCAN_SHARE * (endedMs - startedMs));
  }
}

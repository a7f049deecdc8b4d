import type { Io } from './io.js';

const BAR_COLUMNS = 24;
const REDRAW_INTERVAL_MS = 80;
const CLEAR_LINE = '\r\u001b[K';

export interface ProgressOptions {
  /** Monotonic time, in milliseconds. */
  readonly clock: () => number;
  /** False if data is written to the same terminal: the redrawn line would mix with it. */
  readonly enabled: boolean;
}

/** A progress line on stderr. Draws nothing if stderr is not a terminal. */
export class Progress {
  #done = 0;
  #failed = 0;
  #drawnAtMs = 0;
  readonly #io: Io;
  readonly #label: string;
  readonly #total: number;
  readonly #clock: () => number;
  readonly #startedAtMs: number;
  readonly #enabled: boolean;

  constructor(io: Io, label: string, total: number, { clock, enabled }: ProgressOptions) {
    this.#io = io;
    this.#label = label;
    this.#total = total;
    this.#clock = clock;
    this.#startedAtMs = clock();
    this.#enabled = io.stderrIsTerminal && enabled;
  }

  /** Counts one task as done, and redraws the line at most every REDRAW_INTERVAL_MS. */
  count(ok: boolean): void {
    this.#done += 1;
    if (!ok) this.#failed += 1;
    const nowMs = this.#clock();
    if (!this.#enabled || (nowMs - this.#drawnAtMs < REDRAW_INTERVAL_MS && this.#done < this.#total)) return;
    this.#drawnAtMs = nowMs;
    this.#io.err(`${CLEAR_LINE}${this.#line(nowMs)}`);
  }

  /** Clears the line. */
  clear(): void {
    if (this.#enabled) this.#io.err(CLEAR_LINE);
  }

  #line(nowMs: number): string {
    const share = this.#total === 0 ? 1 : this.#done / this.#total;
    const filled = Math.round(share * BAR_COLUMNS);
    const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR_COLUMNS - filled)}`;
    const failed = this.#failed > 0 ? `, ${this.#failed} failed` : '';
    const text = `${this.#label} ${bar} ${this.#done}/${this.#total}${failed}${this.#timeLeft(nowMs)}`;
    // A wrapped line could not be cleared.
    return text.slice(0, Math.max(0, this.#io.widthColumns - 1));
  }

  #timeLeft(nowMs: number): string {
    const elapsedMs = nowMs - this.#startedAtMs;
    if (elapsedMs < 2_000 || this.#done === 0 || this.#done === this.#total) return '';
    const leftSeconds = Math.ceil(((elapsedMs / this.#done) * (this.#total - this.#done)) / 1_000);
    return leftSeconds < 90 ? `, ${leftSeconds} s left` : `, ${Math.ceil(leftSeconds / 60)} min left`;
  }
}

import type { ServerResponse } from 'node:http';

/** Bytes of all answers together that clients have not taken yet. */
const MAX_IN_FLIGHT_BYTES = 64 * 1024 * 1024;
/** How long a client may take for an answer, or for a part of a stream: a page of a list at 10 KB/s. */
const MAX_SEND_MS = 60_000;
const SWEEP_INTERVAL_MS = 1_000;

export interface AnswerLimits {
  readonly maxBytes: number;
  readonly maxSendMs: number;
  readonly sweepIntervalMs: number;
}

interface HeldAnswer {
  readonly response: ServerResponse;
  readonly bytes: number;
  readonly deadlineMs: number;
}

/**
 * The answers that are being sent. A client that takes longer than `maxSendMs` is disconnected. So are, when all answers
 * together hold more than `maxBytes`, the clients that have been taking theirs for longest: an answer that is read is sent
 * within milliseconds, so they are those that do not read.
 */
export class AnswersInFlight {
  readonly #limits: AnswerLimits;
  /** The oldest first. */
  readonly #held = new Set<HeldAnswer>();
  #bytes = 0;
  #sweep: NodeJS.Timeout | undefined;

  constructor(limits: Partial<AnswerLimits> = {}) {
    this.#limits = {
      maxBytes: MAX_IN_FLIGHT_BYTES,
      maxSendMs: MAX_SEND_MS,
      sweepIntervalMs: SWEEP_INTERVAL_MS,
      ...limits,
    };
  }

  /** Counts `bytes` that `response` is about to send, until the function that this returns is called. */
  hold(response: ServerResponse, bytes: number): () => void {
    const held = { response, bytes, deadlineMs: performance.now() + this.#limits.maxSendMs };
    this.#held.add(held);
    this.#bytes += bytes;
    this.#sweep ??= setInterval(() => this.#cutOverdue(), this.#limits.sweepIntervalMs).unref();
    for (const oldest of this.#held) {
      if (this.#bytes <= this.#limits.maxBytes || oldest === held) break;
      this.#cut(oldest);
    }
    return () => this.#release(held);
  }

  #cutOverdue(): void {
    const nowMs = performance.now();
    for (const held of this.#held) {
      if (held.deadlineMs > nowMs) return;
      this.#cut(held);
    }
  }

  #cut(held: HeldAnswer): void {
    this.#release(held);
    held.response.destroy();
  }

  #release(held: HeldAnswer): void {
    if (!this.#held.delete(held)) return;
    this.#bytes -= held.bytes;
    if (this.#held.size > 0) return;
    clearInterval(this.#sweep);
    this.#sweep = undefined;
  }
}

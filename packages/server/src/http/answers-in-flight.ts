import type { ServerResponse } from 'node:http';
import { InProgress, type Entry } from '../concurrency/in-progress.js';

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
  readonly #held = new InProgress<HeldAnswer>();
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
    const held = this.#held.add({ response, bytes, deadlineMs: performance.now() + this.#limits.maxSendMs });
    this.#bytes += bytes;
    this.#sweep ??= setInterval(() => this.#cutOverdue(), this.#limits.sweepIntervalMs).unref();
    while (this.#bytes > this.#limits.maxBytes && this.#held.oldest && this.#held.oldest !== held) {
      this.#cut(this.#held.oldest);
    }
    return () => this.#release(held);
  }

  #cutOverdue(): void {
    const nowMs = performance.now();
    while (this.#held.oldest && this.#held.oldest.value.deadlineMs <= nowMs) this.#cut(this.#held.oldest);
  }

  #cut(held: Entry<HeldAnswer>): void {
    this.#release(held);
    held.value.response.destroy();
  }

  #release(held: Entry<HeldAnswer>): void {
    if (!this.#held.remove(held)) return;
    this.#bytes -= held.value.bytes;
    if (this.#held.oldest) return;
    clearInterval(this.#sweep);
    this.#sweep = undefined;
  }
}

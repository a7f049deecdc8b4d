import type { PublishResult } from '../ports/event-publisher.js';

interface Unconfirmed {
  readonly settle: (result: PublishResult) => void;
  deadlineMs: number;
  returnedBecause?: string;
}

/** The messages under way on one connection, each with a deadline for its confirm. */
export class ConfirmWindow {
  readonly #timeoutMs: number;
  readonly #onTimeout: () => void;
  /** In the order they were published in, hence in that of their deadlines. */
  readonly #unconfirmed = new Map<string, Unconfirmed>();
  #timer: NodeJS.Timeout | undefined;
  #suspended = false;

  /**
   * @param timeoutMs how long the broker may take to confirm one message
   * @param onTimeout called when a message is overdue; it is expected to `abandon()` them all
   */
  constructor(timeoutMs: number, onTimeout: () => void) {
    this.#timeoutMs = timeoutMs;
    this.#onTimeout = onTimeout;
  }

  get size(): number {
    return this.#unconfirmed.size;
  }

  /** Enters a message; resolves once it is settled or abandoned. */
  add(messageId: string): Promise<PublishResult> {
    return new Promise((settle) => {
      this.#unconfirmed.set(messageId, { settle, deadlineMs: performance.now() + this.#timeoutMs });
      this.#arm();
    });
  }

  /** Notes that the broker returned a message: the confirm that follows does not mean that it was delivered. */
  markReturned(messageId: string, reason: string): void {
    const entry = this.#unconfirmed.get(messageId);
    if (entry) entry.returnedBecause = reason;
  }

  /** Takes the broker's answer for one message. Answers for messages that are not here are ignored. */
  settle(messageId: string, acked: boolean): void {
    const entry = this.#unconfirmed.get(messageId);
    if (!entry) return;
    this.#unconfirmed.delete(messageId);
    entry.settle(resultOf(entry, acked));
  }

  /** Settles everything that is under way with one and the same result. */
  abandon(result: PublishResult): void {
    const entries = [...this.#unconfirmed.values()];
    this.#unconfirmed.clear();
    this.#disarm();
    for (const entry of entries) entry.settle(result);
  }

  /** Stops the clock: a broker that is blocked reads nothing, so its silence says nothing. */
  suspend(): void {
    this.#suspended = true;
    this.#disarm();
  }

  /** Starts the clock again, with the full time for everyone. */
  resume(): void {
    this.#suspended = false;
    const deadlineMs = performance.now() + this.#timeoutMs;
    for (const entry of this.#unconfirmed.values()) entry.deadlineMs = deadlineMs;
    this.#arm();
  }

  /** One timer, for the oldest message: it is set anew when it fires, not at every confirm. */
  #arm(): void {
    const [oldest] = this.#unconfirmed.values();
    if (this.#timer || this.#suspended || !oldest) return;
    this.#timer = setTimeout(() => this.#check(), Math.max(0, oldest.deadlineMs - performance.now()));
  }

  #disarm(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #check(): void {
    this.#timer = undefined;
    const [oldest] = this.#unconfirmed.values();
    if (oldest && oldest.deadlineMs <= performance.now()) this.#onTimeout();
    else this.#arm();
  }
}

function resultOf(entry: Unconfirmed, acked: boolean): PublishResult {
  if (entry.returnedBecause !== undefined) return { outcome: 'returned', reason: entry.returnedBecause };
  return acked ? { outcome: 'confirmed' } : { outcome: 'nacked', reason: 'a queue rejected the message' };
}

import type { PublishResult } from '../ports/event-publisher.js';

interface UnconfirmedMessage {
  readonly resolve: (result: PublishResult) => void;
  deadlineMs: number;
  returnReason?: string;
}

/** The unconfirmed messages of one connection. Each has a deadline for its publisher confirm. */
export class ConfirmWindow {
  readonly #timeoutMs: number;
  readonly #onTimeout: () => void;
  /** In the order of publishing, which is also the order of the deadlines. */
  readonly #unconfirmed = new Map<string, UnconfirmedMessage>();
  #timer: NodeJS.Timeout | undefined;
  #isSuspended = false;

  /**
   * @param timeoutMs how long the broker may take to confirm one message
   * @param onTimeout called when a message is overdue; it has to end the connection and call `resolveAll`
   */
  constructor(timeoutMs: number, onTimeout: () => void) {
    this.#timeoutMs = timeoutMs;
    this.#onTimeout = onTimeout;
  }

  get size(): number {
    return this.#unconfirmed.size;
  }

  /** Adds a published message. The promise resolves once the message is confirmed, or with the result of `resolveAll`. */
  add(messageId: string): Promise<PublishResult> {
    return new Promise((resolve) => {
      this.#unconfirmed.set(messageId, { resolve, deadlineMs: performance.now() + this.#timeoutMs });
      this.#startTimer();
    });
  }

  /** The broker has returned a message: the confirm that follows does not mean that a queue has it. */
  markReturned(messageId: string, reason: string): void {
    const message = this.#unconfirmed.get(messageId);
    if (message) message.returnReason = reason;
  }

  /** The broker has confirmed a message. Confirms of messages that are not in the window are ignored. */
  confirm(messageId: string, acked: boolean): void {
    const message = this.#unconfirmed.get(messageId);
    if (!message) return;
    this.#unconfirmed.delete(messageId);
    message.resolve(resultOf(message, acked));
  }

  /** Empties the window: every message resolves with the same result. */
  resolveAll(result: PublishResult): void {
    const messages = [...this.#unconfirmed.values()];
    this.#unconfirmed.clear();
    this.#stopTimer();
    for (const message of messages) message.resolve(result);
  }

  /** Stops the deadlines: a blocked broker reads nothing, so it cannot confirm in time. */
  suspend(): void {
    this.#isSuspended = true;
    this.#stopTimer();
  }

  /** Starts the deadlines again, with the full time for every message. */
  resume(): void {
    this.#isSuspended = false;
    const deadlineMs = performance.now() + this.#timeoutMs;
    for (const message of this.#unconfirmed.values()) message.deadlineMs = deadlineMs;
    this.#startTimer();
  }

  /** One timer, for the oldest message. It is set again when it fires and not at every confirm, which would cost more. */
  #startTimer(): void {
    const [oldest] = this.#unconfirmed.values();
    if (this.#timer || this.#isSuspended || !oldest) return;
    this.#timer = setTimeout(() => this.#checkDeadline(), Math.max(0, oldest.deadlineMs - performance.now()));
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #checkDeadline(): void {
    this.#timer = undefined;
    const [oldest] = this.#unconfirmed.values();
    if (oldest && oldest.deadlineMs <= performance.now()) this.#onTimeout();
    else this.#startTimer();
  }
}

function resultOf({ returnReason }: UnconfirmedMessage, acked: boolean): PublishResult {
  if (returnReason !== undefined) return { outcome: 'returned', reason: returnReason };
  return acked ? { outcome: 'confirmed' } : { outcome: 'nacked', reason: 'a queue rejected the message' };
}

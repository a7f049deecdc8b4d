import type { Logger } from 'pino';
import { pause } from '../concurrency/pause.js';
import { retryDelayMs, type Backoff } from '../concurrency/retry-delay.js';
import type { BrokerState, EventPublisher, OutgoingMessage, PublishResult } from '../ports/event-publisher.js';
import type { BrokerSession, OpenSession, SessionListener } from './broker-session.js';
import { ConfirmWindow } from './confirm-window.js';

export interface ReconnectingOptions {
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  /** How long the broker may take to confirm one message. After that the connection counts as lost. */
  readonly confirmTimeoutMs?: number;
  readonly backoff?: Backoff;
  /** In [0, 1), as Math.random. */
  readonly random?: () => number;
}

/** Unless the options say otherwise. */
export const CONFIRM_TIMEOUT_MS = 5_000;

/** Publishes over one session at a time. When it ends, the next one is opened, with growing delays, without a limit. */
export function createReconnectingPublisher(open: OpenSession, options: ReconnectingOptions): EventPublisher {
  return new ReconnectingPublisher(open, {
    confirmTimeoutMs: CONFIRM_TIMEOUT_MS,
    backoff: { baseMs: 100, capMs: 10_000 },
    random: Math.random,
    ...options,
  });
}

const NOT_CONNECTED: PublishResult = { outcome: 'unknown', reason: 'not connected' };

class ReconnectingPublisher implements EventPublisher, SessionListener {
  readonly #open: OpenSession;
  readonly #options: Required<ReconnectingOptions>;
  readonly #window: ConfirmWindow;
  readonly #closing = new AbortController();
  #session: BrokerSession | undefined;
  #state: BrokerState = 'disconnected';
  #problem: string | undefined;
  #listener: (state: BrokerState) => void = () => undefined;
  #running: Promise<void> | undefined;
  /** Since a message was last confirmed, or a session lasted: a broker that only accepts connections has not recovered. */
  #failures = 0;

  constructor(open: OpenSession, options: Required<ReconnectingOptions>) {
    const { confirmTimeoutMs } = options;
    this.#open = open;
    this.#options = options;
    this.#window = new ConfirmWindow(confirmTimeoutMs, () =>
      this.#session?.destroy(`no confirm within ${confirmTimeoutMs} ms`),
    );
  }

  get state(): BrokerState {
    return this.#state;
  }

  get problem(): string | undefined {
    return this.#state === 'disconnected' ? this.#problem : undefined;
  }

  start(listener: (state: BrokerState) => void): void {
    this.#listener = listener;
    this.#running ??= this.#run();
  }

  publish(message: OutgoingMessage): Promise<PublishResult> {
    try {
      if (!this.#session?.publish(message)) return Promise.resolve(NOT_CONNECTED);
    } catch (error) {
      return Promise.resolve({ outcome: 'refused', reason: String(error), alone: true });
    }
    return this.#window.add(message.messageId);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#session?.close();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { logger, backoff, random } = this.#options;
    let loggedReason = '';
    while (!this.#isClosing()) {
      const reason = await this.#runSession();
      if (this.#isClosing()) return;
      this.#failures += 1;
      this.#problem = reason;
      const delayMs = retryDelayMs(this.#failures, backoff, random);
      if (this.#failures === 1 || reason !== loggedReason) {
        logger.warn({ reason, delayMs }, 'broker: disconnected, events wait in the outbox');
      }
      loggedReason = reason;
      await pause(delayMs, this.#closing.signal);
    }
  }

  /** Opens a session and waits for its end. Returns why it ended. */
  async #runSession(): Promise<string> {
    try {
      this.#session = await this.#open(this, this.#closing.signal);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    if (this.#isClosing()) await this.#session.close();
    else this.#enter('connected');
    const openedMs = performance.now();
    const { reason, refusedMessage } = await this.#session.ended;
    if (performance.now() - openedMs > this.#options.backoff.capMs) this.#failures = 0;
    this.#session = undefined;
    this.#window.resume();
    this.#enter('disconnected');
    const alone = this.#window.size === 1;
    this.#window.resolveAll(refusedMessage ? { outcome: 'refused', reason, alone } : { outcome: 'unknown', reason });
    return reason;
  }

  #isClosing(): boolean {
    return this.#closing.signal.aborted;
  }

  #enter(state: BrokerState): void {
    if (state === this.#state) return;
    this.#state = state;
    if (state === 'connected') this.#options.logger.info('broker: connected');
    this.#listener(state);
  }

  confirmed(messageId: string, acked: boolean): void {
    this.#failures = 0;

    this.#window.confirm(messageId, acked);
  }

  returned(messageId: string, reason: string): void {
    this.#window.markReturned(messageId, reason);
  }

  blocked(reason: string): void {
    this.#options.logger.warn({ reason }, 'broker: blocked, it accepts no messages');
    this.#window.suspend();
    this.#enter('blocked');
  }

  unblocked(): void {
    this.#window.resume();
    this.#enter('connected');
  }
}

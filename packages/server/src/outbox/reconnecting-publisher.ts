import type { Logger } from 'pino';
import type { BrokerState, EventPublisher, OutgoingMessage, PublishResult } from '../ports/event-publisher.js';
import type { BrokerSession, OpenSession, SessionListener } from './broker-session.js';
import { ConfirmWindow } from './confirm-window.js';
import { retryDelayMs, type Backoff } from '../concurrency/retry-delay.js';

export interface ReconnectingOptions {
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  /** How long the broker may take to confirm one message before the connection is given up. */
  readonly confirmTimeoutMs?: number;
  readonly backoff?: Backoff;
  readonly random?: () => number;
}

/** Publishes through one session after another: when one ends, the next is opened, with growing delays, for ever. */
export function createReconnectingPublisher(open: OpenSession, options: ReconnectingOptions): EventPublisher {
  return new ReconnectingPublisher(open, {
    confirmTimeoutMs: 5_000,
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
  #listener: (state: BrokerState) => void = () => undefined;
  #running: Promise<void> | undefined;
  /** Since a message was last confirmed, or a session lasted: a broker that merely lets us in is not yet well. */
  #failures = 0;

  constructor(open: OpenSession, options: Required<ReconnectingOptions>) {
    this.#open = open;
    this.#options = options;
    const { confirmTimeoutMs } = options;
    this.#window = new ConfirmWindow(confirmTimeoutMs, () =>
      this.#session?.destroy(`no confirm within ${confirmTimeoutMs} ms`),
    );
  }

  get state(): BrokerState {
    return this.#state;
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
    let reported = '';
    while (!this.#isClosing()) {
      const reason = await this.#runSession();
      if (this.#isClosing()) return;
      this.#failures++;
      const delayMs = retryDelayMs(this.#failures, backoff, random);
      if (this.#failures === 1 || reason !== reported) {
        logger.warn({ reason, delayMs }, 'broker: disconnected, events wait in the outbox');
      }
      reported = reason;
      await pause(delayMs, this.#closing.signal);
    }
  }

  /** Opens a session and stays with it to its end. Returns why it ended. */
  async #runSession(): Promise<string> {
    try {
      this.#session = await this.#open(this, this.#closing.signal);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    if (this.#isClosing()) await this.#session.close();
    else this.#enter('connected');
    const openedMs = performance.now();
    const { reason, refusal } = await this.#session.ended;
    if (performance.now() - openedMs > this.#options.backoff.capMs) this.#failures = 0;
    this.#session = undefined;
    this.#window.resume();
    this.#enter('disconnected');
    const alone = this.#window.size === 1;
    this.#window.abandon(refusal ? { outcome: 'refused', reason, alone } : { outcome: 'unknown', reason });
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
    this.#window.settle(messageId, acked);
  }

  returned(messageId: string, reason: string): void {
    this.#window.markReturned(messageId, reason);
  }

  blocked(reason: string): void {
    this.#options.logger.warn({ reason }, 'broker: it takes no messages for now');
    this.#window.suspend();
    this.#enter('blocked');
  }

  unblocked(): void {
    this.#window.resume();
    this.#enter('connected');
  }
}

/** Resolves after `delayMs`, or as soon as `signal` aborts. */
function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, delayMs);
    signal.addEventListener('abort', done);
  });
}

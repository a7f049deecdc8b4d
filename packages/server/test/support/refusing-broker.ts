import type { Overrides } from '../../src/overrides.js';
import type { EventPublisher, OutgoingMessage } from '../../src/ports/event-publisher.js';

/** A publisher that rejects chosen messages, like a broker with a message that is too large, and a relay that dead-letters them soon. */
export class RefusingBroker {
  readonly #refused = new Set<string>();
  #refusesNext = false;

  readonly overrides: Overrides = {
    relay: { options: { maxRefusals: 2, backoff: { baseMs: 10, capMs: 20 }, pollMs: 20, idlePollMs: 50 } },
    wrapPublisher: (publisher) => this.#wrap(publisher),
  };

  /** Rejects the next event, and the same event from then on. */
  refuseNext(): void {
    this.#refusesNext = true;
  }

  /** Accepts all events again. */
  heal(): void {
    this.#refused.clear();
  }

  #wrap(publisher: EventPublisher): EventPublisher {
    return {
      problem: undefined,
      get state() {
        return publisher.state;
      },
      start: (listener) => publisher.start(listener),
      publish: (message) =>
        this.#refuses(message)
          ? Promise.resolve({ outcome: 'refused', reason: '406 PRECONDITION_FAILED', alone: true })
          : publisher.publish(message),
      close: () => publisher.close(),
    };
  }

  #refuses({ messageId }: OutgoingMessage): boolean {
    if (this.#refusesNext) this.#refused.add(messageId);
    this.#refusesNext = false;
    return this.#refused.has(messageId);
  }
}

import type { Overrides } from '../../src/server.js';
import type { EventPublisher, OutgoingMessage } from '../../src/ports/event-publisher.js';

/** A broker that refuses some messages again and again, as it does one that is too large, and a relay that soon parks them. */
export class RefusingBroker {
  readonly #refused = new Set<string>();
  #refusesNext = false;

  readonly overrides: Overrides = {
    relay: { options: { maxRefusals: 2, backoff: { baseMs: 10, capMs: 20 }, pollMs: 20, idlePollMs: 50 } },
    wrapPublisher: (publisher) => this.#wrap(publisher),
  };

  /** The next event that comes is refused from now on. */
  refuseNext(): void {
    this.#refusesNext = true;
  }

  /** Nothing is refused any more. */
  heal(): void {
    this.#refused.clear();
  }

  #wrap(publisher: EventPublisher): EventPublisher {
    return {
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

import { connect } from '../../../src/db/connection.js';
import { createOutboxStore } from '../../../src/db/outbox-store.js';
import type { Overrides } from '../../../src/overrides.js';
import type { EventPublisher, PublishResult } from '../../../src/ports/event-publisher.js';
import type { OutboxStore } from '../../../src/ports/outbox-store.js';
import type { Mutation } from './fault-plan.js';

/** The overrides that give a server's relay a defect. */
export function mutated(mutation: Mutation, databaseUrl: string): Pick<Overrides, 'wrapOutbox' | 'wrapPublisher'> {
  switch (mutation) {
    case 'bare-skip-locked':
    case 'two-in-flight':
      return { wrapOutbox: (outbox) => ({ ...outbox, claim: claimsWithoutHeads(databaseUrl) }) };
    case 'delete-before-confirm':
      return { wrapPublisher: (publisher) => withResult(publisher, confirmedAtOnce) };
    case 'not-mandatory':
      return { wrapPublisher: (publisher) => withResult(publisher, returnedIsConfirmed) };
  }
}

const CONFIRMED: PublishResult = { outcome: 'confirmed' };

/** The event is deleted from the outbox as soon as it is sent. */
function confirmedAtOnce(result: Promise<PublishResult>): Promise<PublishResult> {
  void result;
  return Promise.resolve(CONFIRMED);
}

/** Without the mandatory flag, the broker confirms messages that no queue is bound for. */
async function returnedIsConfirmed(result: Promise<PublishResult>): Promise<PublishResult> {
  const { outcome } = await result;
  return outcome === 'returned' ? CONFIRMED : await result;
}

function withResult(
  publisher: EventPublisher,
  change: (result: Promise<PublishResult>) => Promise<PublishResult>,
): EventPublisher {
  return {
    problem: undefined,
    get state() {
      return publisher.state;
    },
    start: (listener) => publisher.start(listener),
    publish: (message) => change(publisher.publish(message)),
    close: () => publisher.close(),
  };
}

/** The condition of the real claim that selects only the lowest version of each order. */
const HEADS_ONLY = /AND NOT EXISTS \(SELECT FROM outbox earlier WHERE [^)]*\)/g;

/**
 * The real claim without that condition: each relay claims any unlocked rows, so that two relays, or one relay with two
 * events of an order in flight, publish the versions of one order independently of each other.
 */
function claimsWithoutHeads(databaseUrl: string): OutboxStore['claim'] {
  const database = connect({
    url: databaseUrl,
    maxConnections: 2,
    planCacheMode: 'auto',
    applicationName: 'order-service mutated relay',
  });
  const store = createOutboxStore({
    run: (statement, parameters) => {
      const text = statement.text.replace(HEADS_ONLY, '');
      if (text === statement.text) throw new Error('the claim has no such condition to remove');
      return database.run({ ...statement, text }, parameters);
    },
  });
  return (limit, leaseMs) => store.claim(limit, leaseMs);
}

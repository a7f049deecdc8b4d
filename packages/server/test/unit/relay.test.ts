import { expect } from 'chai';
import type { RecordedEvent } from '../../src/ports/recorded-event.js';
import { createRelay } from '../../src/outbox/relay.js';
import type { BrokerState, OutgoingMessage, PublishResult } from '../../src/ports/event-publisher.js';
import type { ClaimedEvent } from '../../src/ports/outbox-store.js';
import { eventually } from '../../../../test/services/eventually.js';
import { LogRecorder } from '../support/log-recorder.js';

const event: RecordedEvent = {
  type: 'order.status.updated',
  eventId: '0199f0c2-88d3-7a51-8d9c-2c6f0be21a42',
  orderId: 6,
  version: 2,
  userId: 1,
  userEmail: 'u@example.com',
  occurredAt: '2026-02-15T17:28:44.927636Z',
  traceparent: null,
  fromStatus: 'pending',
  toStatus: 'confirmed',
  actor: 'user:1',
};

function claim(claimToken: string): ClaimedEvent {
  return { event, claimToken, attempts: 0, refusals: 0 };
}

describe('the relay, with a simulated outbox and broker', () => {
  let claims: ClaimedEvent[][];
  let removed: ClaimedEvent[];
  let released: ClaimedEvent[];
  let published: OutgoingMessage[];
  let answer: (result: PublishResult) => void;
  let setState: (state: BrokerState) => void;
  let state: BrokerState;

  beforeEach(() => {
    claims = [];
    removed = [];
    released = [];
    published = [];
    state = 'disconnected';
    answer = () => undefined;
  });

  function become(next: BrokerState): void {
    state = next;
    setState(next);
  }

  function startRelay(options: Parameters<typeof createRelay>[0]['options'] = {}): ReturnType<typeof createRelay> {
    const relay = createRelay({
      logger: new LogRecorder(),
      options: { pollMs: 5, idlePollMs: 5, gatherMs: 0, ...options },
      store: {
        claim: () => Promise.resolve(claims.shift() ?? []),
        remove: (confirmed) => {
          removed.push(...confirmed);
          return Promise.resolve(false);
        },
        release: (some) => {
          released.push(...some);
          return Promise.resolve();
        },
        reschedule: () => Promise.resolve(),
        figures: () =>
          Promise.resolve({ depth: 0, failing: 0, failingReason: null, oldestAgeSeconds: 0, deadLettered: 0 }),
      },
      publisher: {
        problem: undefined,
        get state() {
          return state;
        },
        start: (listener) => (setState = listener),
        publish: (message) => {
          published.push(message);
          return new Promise((resolve) => (answer = resolve));
        },
        close: () => {
          answer({ outcome: 'unknown', reason: 'closed' });
          return Promise.resolve();
        },
      },
    });
    relay.start();
    return relay;
  }

  it('does not publish an unconfirmed event again when it is claimed again, and deletes it by the newest claim', async () => {
    const relay = startRelay();
    claims.push([claim('first')]);
    become('connected');
    await eventually('it is published', () => published.length === 1);
    become('blocked');
    claims.push([claim('second')]); // the lease has expired, and no other relay has claimed the event
    become('connected');
    await eventually('it is claimed again', () => claims.length === 0);

    answer({ outcome: 'confirmed' });
    await eventually('it is removed', () => removed.length === 1);
    expect(removed.map(({ claimToken }) => claimToken)).to.deep.equal(['second']);
    expect(published).to.have.length(1);
    await relay.stop();
  });

  it('claims nothing while the broker is not connected', async () => {
    claims.push([claim('first')]);
    const relay = startRelay();
    relay.notify();
    await relay.stop();
    expect(claims).to.have.length(1);
  });

  it('releases events whose lease is nearly over, instead of publishing them', async () => {
    const relay = startRelay({ leaseMs: 0 });
    claims.push([claim('first')]);
    become('connected');
    await eventually('it is given back', () => released.length === 1);
    expect(published).to.deep.equal([]);
    await relay.stop();
  });

  it('releases unconfirmed events when the drain timeout is over', async () => {
    const relay = startRelay({ drainTimeoutMs: 20 });
    claims.push([claim('first')]);
    become('connected');
    await eventually('it is published', () => published.length === 1);
    await relay.stop();
    expect(released.map(({ claimToken }) => claimToken)).to.deep.equal(['first']);
    expect(relay.status()).to.include({ unknown: 1, inFlight: 0 });
  });
});

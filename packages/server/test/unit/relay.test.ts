import { expect } from 'chai';
import type { RecordedEvent } from '../../src/ports/recorded-event.js';
import type { RelayOptions } from '../../src/outbox/relay-options.js';
import { createRelay, type Relay } from '../../src/outbox/relay.js';
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

/** A claim of each of these events. */
function claimsOf(...eventIds: readonly string[]): ClaimedEvent[] {
  return eventIds.map((eventId) => ({ ...claim('token'), event: { ...event, eventId } }));
}

function idsOf(claimed: readonly ClaimedEvent[]): string[] {
  return claimed.map(({ event: { eventId } }) => eventId);
}

/** Lets everything happen that needs no timer. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 30; turn += 1) await new Promise(setImmediate);
}

describe('the relay, with a simulated outbox and broker', () => {
  let claims: ClaimedEvent[][];
  let removed: ClaimedEvent[];
  let released: ClaimedEvent[];
  let published: OutgoingMessage[];
  let answer: (result: PublishResult) => void;
  let setState: (state: BrokerState) => void;
  let state: BrokerState;
  let log: LogRecorder;
  /** How often the outbox cannot be read. */
  let failedClaims: number;
  /** Whether a removal makes the next version of its order claimable. */
  let hasNextVersions: boolean;
  let remove: () => Promise<void>;
  /** The result of every message; undefined when the test answers for each. */
  let result: PublishResult | undefined;
  let starts: number;
  let isClosed: boolean;

  beforeEach(() => {
    log = new LogRecorder();
    failedClaims = 0;
    hasNextVersions = false;
    remove = () => Promise.resolve();
    result = undefined;
    starts = 0;
    isClosed = false;
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

  function newRelay(options: Partial<RelayOptions> = {}): Relay {
    return createRelay({
      logger: log,
      options: { pollMs: 5, idlePollMs: 5, gatherMs: 0, ...options },
      store: {
        claim: () => {
          if (failedClaims-- > 0) return Promise.reject(new Error('no database'));
          return Promise.resolve(claims.shift() ?? []);
        },
        remove: async (confirmed) => {
          await remove();
          removed.push(...confirmed);
          return hasNextVersions;
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
        start: (listener) => {
          starts += 1;
          setState = listener;
        },
        publish: (message) => {
          published.push(message);
          if (result) return Promise.resolve(result);
          return new Promise((resolve) => (answer = resolve));
        },
        close: () => {
          isClosed = true;
          answer({ outcome: 'unknown', reason: 'closed' });
          return Promise.resolve();
        },
      },
    });
  }

  function startRelay(options: Partial<RelayOptions> = {}): Relay {
    const relay = newRelay(options);
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

  it('waits for the results of published events when it stops, and until they are stored', async () => {
    const relay = startRelay();
    claims.push([claim('first')]);
    become('connected');
    await eventually('it is published', () => published.length === 1);
    remove = settled;
    const stopped = relay.stop();
    await settled();
    answer({ outcome: 'confirmed' });
    await stopped;
    expect(removed.map(({ claimToken }) => claimToken)).to.deep.equal(['first']);
    expect(released).to.deep.equal([]);
    expect(isClosed).to.equal(true);
  });

  it('publishes nothing more once it stops, and releases what waits', async () => {
    const relay = startRelay({ window: 1 });
    claims.push(claimsOf('a', 'b'));
    become('connected');
    await eventually('the first is published', () => published.length === 1);
    const stopped = relay.stop();
    await settled();
    answer({ outcome: 'confirmed' });
    await stopped;
    expect(published).to.have.length(1);
    expect(idsOf(released)).to.deep.equal(['b']);
  });

  it('is started once', async () => {
    const relay = startRelay();
    relay.start();
    await relay.stop();
    relay.start();
    expect(starts).to.equal(1);
  });

  it('does not start after it was stopped', async () => {
    const relay = newRelay();
    await relay.stop();
    relay.start();
    expect(starts).to.equal(0);
    expect(isClosed).to.equal(true);
  });

  it('claims the next version of an order as soon as the one before it is removed', async () => {
    const relay = startRelay({ pollMs: 60_000, idlePollMs: 60_000, drainTimeoutMs: 20 });
    claims.push(claimsOf('version-1'));
    become('connected');
    await eventually('the first version is published', () => published.length === 1);
    claims.push(claimsOf('version-2'));
    hasNextVersions = true;
    answer({ outcome: 'confirmed' });
    await eventually('the next version is published', () => published.length === 2);
    await relay.stop();
  });

  it('leaves the events that it has not published to other servers when the broker goes away', async () => {
    const relay = startRelay({ window: 1, drainTimeoutMs: 20 });
    claims.push(claimsOf('a', 'b'));
    become('connected');
    await eventually('the first is published', () => published.length === 1);
    become('disconnected');
    await eventually('the second is released', () => released.length === 1);
    expect(idsOf(released)).to.deep.equal(['b']);
    await relay.stop();
  });

  it('claims no more while a batch waits to be published', async () => {
    const relay = startRelay({ window: 1, batch: 2, drainTimeoutMs: 20 });
    claims.push(claimsOf('a', 'b'), claimsOf('c', 'd'), claimsOf('e'));
    become('connected');
    await eventually('the first is published', () => published.length === 1);
    await settled();
    expect(claims).to.have.length(1);

    for (const count of [2, 3, 4, 5]) {
      answer({ outcome: 'confirmed' });
      await eventually(`${count} are published`, () => published.length === count);
    }
    expect(published.map(({ messageId }) => messageId)).to.deep.equal(['a', 'b', 'c', 'd', 'e']);
    await relay.stop();
  });

  it('claims no more while the database does not take the results, and goes on when it does', async () => {
    let proceed: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (proceed = resolve));
    remove = () => held;
    result = { outcome: 'confirmed' };
    claims.push(...['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((eventId) => claimsOf(eventId)));
    const relay = startRelay({ window: 1, batch: 1, pollMs: 60_000, idlePollMs: 60_000 });
    become('connected');
    await eventually('five windows are published', () => published.length === 5);
    await settled();
    expect(published).to.have.length(5);

    proceed();
    await eventually('the others are published', () => published.length === 7);
    await relay.stop();
    expect(idsOf(removed)).to.deep.equal(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  });

  it('goes on when the outbox could not be read, and warns once', async () => {
    failedClaims = 2;
    claims.push([claim('first')]);
    const relay = startRelay({ drainTimeoutMs: 20 });
    become('connected');
    await eventually('it is published', () => published.length === 1);
    expect(log.warnings(/cannot be read/)).to.have.length(1);
    await relay.stop();
  });
});

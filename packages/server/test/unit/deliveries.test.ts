import { expect } from 'chai';
import { Distribution } from '../../src/measuring/distribution.js';
import { Deliveries } from '../../src/outbox/deliveries.js';
import { RELAY_DEFAULTS } from '../../src/outbox/relay-options.js';
import type { BrokerState, OutgoingMessage, PublishResult } from '../../src/ports/event-publisher.js';
import type { RecordedEvent } from '../../src/ports/recorded-event.js';
import type { ClaimedEvent, Reschedule } from '../../src/ports/outbox-store.js';
import { LogRecorder } from '../support/log-recorder.js';

const NEVER_MS = Infinity;
const RETURNED: PublishResult = { outcome: 'returned', reason: '312 NO_ROUTE' };

function claimed(orderId: number, { attempts = 0, refusals = 0, claimToken = 'token' } = {}): ClaimedEvent {
  const event: RecordedEvent = {
    type: 'order.status.updated',
    eventId: `event-${orderId}`,
    orderId,
    version: 2,
    userId: 1,
    userEmail: 'u@example.com',
    occurredAt: '2026-02-15T17:28:44.927636Z',
    traceparent: null,
    fromStatus: 'pending',
    toStatus: 'confirmed',
    actor: 'user:1',
  };
  return { event, claimToken, attempts, refusals };
}

/** An event whose type the rig does not publish. */
function unpublished(orderId: number): ClaimedEvent {
  const { event, ...claim } = claimed(orderId);
  const { eventId, version, userId, userEmail, occurredAt, traceparent } = event;
  const order = { orderId, version, userId, userEmail, occurredAt, traceparent };
  return {
    ...claim,
    event: {
      ...order,
      type: 'order.created',
      eventId,
      status: 'pending',
      totalAmount: '1.00',
      reference: null,
      items: [],
    },
  };
}

function claims(...orderIds: readonly number[]): readonly ClaimedEvent[] {
  return orderIds.map((orderId) => claimed(orderId));
}

/** Deliveries with a window of two, and a broker that the test answers for. */
class Rig {
  readonly published: string[] = [];
  readonly confirmed: number[] = [];
  readonly confirmedClaims: string[] = [];
  readonly released: number[] = [];
  readonly rescheduled: Reschedule[] = [];
  readonly log = new LogRecorder();
  readonly #answers = new Map<string, (result: PublishResult) => void>();
  state: BrokerState = 'connected';
  failure: Error | undefined;
  rooms = 0;
  readonly deliveries = new Deliveries({
    publisher: this.#publisher(),
    publishedTypes: new Set(['order.status.updated'] as const),
    resolutions: {
      confirm: ({ event, claimToken }) => {
        this.confirmed.push(event.orderId);
        this.confirmedClaims.push(claimToken);
      },
      release: (some) => this.released.push(...some.map(({ event }) => event.orderId)),
      reschedule: (reschedule) => this.rescheduled.push(reschedule),
    },
    logger: this.log,
    options: { window: 2, maxRefusals: 3, backoff: { baseMs: 100, capMs: 10_000 } },
    random: () => 0,
    failpoint: () => undefined,
    confirms: new Distribution([1]),
    onRoom: () => (this.rooms += 1),
  });

  #publisher() {
    const stateOf = (): BrokerState => this.state;
    return {
      problem: undefined,
      get state() {
        return stateOf();
      },
      start: () => undefined,
      publish: ({ messageId }: OutgoingMessage): Promise<PublishResult> => {
        if (this.failure) throw this.failure;
        this.published.push(messageId);
        return new Promise((resolve) => this.#answers.set(messageId, resolve));
      },
      close: () => Promise.resolve(),
    };
  }

  /** The broker's result for the newest message of this order, and what follows from it. */
  async answer(orderId: number, result: PublishResult): Promise<void> {
    this.#answers.get(`event-${orderId}`)?.(result);
    await new Promise(setImmediate);
  }
}

describe('Deliveries', () => {
  let rig: Rig;
  beforeEach(() => {
    rig = new Rig();
  });

  it('has no more than a window in flight, and publishes the next when one is confirmed', async () => {
    rig.deliveries.add(claims(1, 2, 3, 4), NEVER_MS);
    expect(rig.published).to.deep.equal(['event-1', 'event-2']);
    expect(rig.deliveries.waitingCount).to.equal(2);
    expect(rig.deliveries.counts).to.include({ inFlight: 2, published: 2 });

    await rig.answer(2, { outcome: 'confirmed' });
    expect(rig.published).to.deep.equal(['event-1', 'event-2', 'event-3']);
    expect(rig.confirmed).to.deep.equal([2]);
    expect(rig.deliveries.counts).to.include({ inFlight: 2, published: 3, confirmed: 1 });
    expect(rig.deliveries.counts.confirmsPerSecond).to.equal(1);
  });

  it('has done nothing at first', () => {
    expect(rig.deliveries.counts).to.deep.equal({
      ...{
        published: 0,
        confirmed: 0,
        returned: 0,
        nacked: 0,
        refused: 0,
        unknown: 0,
        deadLettered: 0,
        unpublished: 0,
      },
      ...{ inFlight: 0, confirmsPerSecond: 0 },
    });
  });

  it('has a window of 400 in a server: a crash repeats no more than that, and the broker stays busy', () => {
    expect(RELAY_DEFAULTS).to.deep.equal({
      ...{ window: 400, batch: 400, maxRefusals: 5, leaseMs: 7_000, pollMs: 250, idlePollMs: 2_000, gatherMs: 50 },
      ...{ backoff: { baseMs: 500, capMs: 60_000 }, drainTimeoutMs: 3_000 },
    });
  });

  it('removes an event whose type is not published, without a message, and without waiting for the broker', () => {
    rig.state = 'blocked';
    rig.deliveries.add([unpublished(1), claimed(2)], NEVER_MS);
    expect(rig.published).to.deep.equal([]);
    expect(rig.confirmed).to.deep.equal([1]);
    expect(rig.deliveries.waitingCount).to.equal(1);
    expect(rig.deliveries.counts).to.include({ unpublished: 1, published: 0, confirmed: 0 });
  });

  it('does not publish an event again that is claimed again in flight, and removes it by the newest claim', async () => {
    rig.deliveries.add([claimed(1, { claimToken: 'first' })], NEVER_MS);
    rig.deliveries.add([claimed(1, { claimToken: 'second' })], NEVER_MS);
    expect(rig.published).to.deep.equal(['event-1']);
    await rig.answer(1, { outcome: 'confirmed' });
    expect(rig.confirmedClaims).to.deep.equal(['second']);
  });

  it('releases an event whose time to be published is over', () => {
    rig.deliveries.add(claims(1), 0);
    expect([rig.published, rig.released]).to.deep.equal([[], [1]]);
  });

  it('refuses an event that cannot be rendered or sent, alone', async () => {
    rig.failure = new TypeError('not a text');
    rig.deliveries.add(claims(1), NEVER_MS);
    await new Promise(setImmediate);
    expect(rig.rescheduled.map(({ refused, error }) => [refused, error])).to.deep.equal([
      [true, 'TypeError: not a text'],
    ]);
    expect(rig.deliveries.counts).to.include({ published: 0, refused: 1 });
  });

  it('reports room for more events after every result', async () => {
    rig.deliveries.add(claims(1), NEVER_MS);
    const before = rig.rooms;
    await rig.answer(1, { outcome: 'confirmed' });
    expect(rig.rooms).to.equal(before + 1);
  });

  it('publishes nothing while the broker is blocked', () => {
    rig.state = 'blocked';
    rig.deliveries.add(claims(1), NEVER_MS);
    expect(rig.published).to.deep.equal([]);
    rig.deliveries.releaseWaiting();
    expect(rig.released).to.deep.equal([1]);
    expect(rig.deliveries.waitingCount).to.equal(0);
  });

  it('resolves drained when the messages in flight have a result, not before', async () => {
    rig.deliveries.add(claims(1), NEVER_MS);
    let isDrained = false;
    const drained = rig.deliveries.drained().then(() => (isDrained = true));
    await new Promise(setImmediate);
    expect(isDrained).to.equal(false);
    await rig.answer(1, { outcome: 'unknown', reason: 'the link went' });
    await drained;
    expect(rig.released).to.deep.equal([1]);
  });

  it('reschedules a returned event with a delay that grows, and warns once per type', async () => {
    rig.deliveries.add([claimed(1), claimed(2, { attempts: 3 })], NEVER_MS);
    await rig.answer(1, RETURNED);
    await rig.answer(2, RETURNED);
    expect(rig.rescheduled.map(({ delayMs, error, refused, deadLettered }) => [delayMs, error, refused, deadLettered])) //
      .to.deep.equal([
        [50, '312 NO_ROUTE', false, false],
        [400, '312 NO_ROUTE', false, false],
      ]);
    expect(rig.log.warnings(/not delivered/)).to.have.length(1);

    rig.deliveries.add(claims(3, 4), NEVER_MS);
    await rig.answer(3, { outcome: 'confirmed' });
    await rig.answer(4, { outcome: 'nacked', reason: 'full' });
    expect(rig.log.warnings(/not delivered/), 'after one was confirmed').to.have.length(2);
  });

  it('dead-letters an event at the last refusal that is allowed', async () => {
    rig.deliveries.add([claimed(1), claimed(2, { refusals: 1 }), claimed(3, { refusals: 2 })], NEVER_MS);
    for (const id of [1, 2, 3]) await rig.answer(id, { outcome: 'refused', reason: 'too large', alone: true });
    expect(rig.rescheduled.map(({ refused, deadLettered }) => ({ refused, deadLettered }))).to.deep.equal([
      { refused: true, deadLettered: false },
      { refused: true, deadLettered: false },
      { refused: true, deadLettered: true },
    ]);
    expect(rig.deliveries.counts).to.include({ refused: 3, deadLettered: 1 });
    expect(rig.log.warnings(/refuses an event/)).to.have.length(3);
  });

  it('publishes events alone, as many as were refused together, to find the poison message', async () => {
    rig.deliveries.add(claims(9), NEVER_MS);
    await rig.answer(9, { outcome: 'confirmed' });
    rig.published.length = 0;
    rig.deliveries.add(claims(1, 2), NEVER_MS);
    await rig.answer(1, { outcome: 'refused', reason: 'one of two', alone: false });
    await rig.answer(2, { outcome: 'refused', reason: 'one of two', alone: false });
    expect(rig.released).to.deep.equal([1, 2]);
    expect(rig.rescheduled).to.deep.equal([]);

    rig.published.length = 0;
    rig.deliveries.add(claims(1, 2, 3, 4), NEVER_MS);
    expect(rig.published).to.deep.equal(['event-1']);
    await rig.answer(1, { outcome: 'unknown', reason: 'the link went' }); // says nothing about the message
    expect(rig.published).to.deep.equal(['event-1', 'event-2']);
    await rig.answer(2, { outcome: 'confirmed' });
    expect(rig.published).to.deep.equal(['event-1', 'event-2', 'event-3']);
    await rig.answer(3, { outcome: 'refused', reason: 'too large', alone: true });
    rig.deliveries.add(claims(5), NEVER_MS);
    expect(rig.published, 'the window is two again').to.deep.equal([
      'event-1',
      'event-2',
      'event-3',
      'event-4',
      'event-5',
    ]);
  });
});

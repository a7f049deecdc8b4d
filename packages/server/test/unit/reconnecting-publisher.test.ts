import { expect } from 'chai';
import type { BrokerSession, SessionEnd, SessionListener } from '../../src/outbox/broker-session.js';
import { ConfirmWindow } from '../../src/outbox/confirm-window.js';
import { createReconnectingPublisher } from '../../src/outbox/reconnecting-publisher.js';
import type { BrokerState, EventPublisher, OutgoingMessage } from '../../src/ports/event-publisher.js';
import { eventually } from '../../../../test/services/eventually.js';
import { LogRecorder } from '../support/log-recorder.js';

function message(messageId: string): OutgoingMessage {
  return {
    messageId,
    type: 'order.created',
    orderId: 1,
    occurredAt: '2026-02-15T17:28:44.927636Z',
    traceparent: null,
    body: '{}',
  };
}

/** A session that the test ends, and answers for. */
class ManualSession implements BrokerSession {
  readonly listener: SessionListener;
  readonly published: string[] = [];
  destroyedFor: string | undefined;
  closed = false;
  end: (end: SessionEnd) => void = () => undefined;
  readonly ended = new Promise<SessionEnd>((resolve) => (this.end = resolve));

  constructor(listener: SessionListener) {
    this.listener = listener;
  }

  publish({ messageId }: OutgoingMessage): boolean {
    if (messageId === 'not encodable') throw new Error('Field body is not a string');
    this.published.push(messageId);
    return true;
  }

  close(): Promise<void> {
    this.closed = true;
    this.end({ reason: 'closed', refusedMessage: false });
    return Promise.resolve();
  }

  destroy(reason: string): void {
    this.destroyedFor = reason;
    this.end({ reason, refusedMessage: false });
  }
}

describe('the reconnecting publisher, with simulated sessions', () => {
  let sessions: ManualSession[];
  let unreachable: string[];
  let states: BrokerState[];
  let log: LogRecorder;
  let publisher: EventPublisher;

  /** Starts a publisher whose first attempts to connect fail for the reasons in `unreachable`. */
  function start(confirmTimeoutMs = 60_000, capMs = 4): void {
    publisher = createReconnectingPublisher(
      (listener) => {
        const reason = unreachable.shift();
        if (reason !== undefined) return Promise.reject(new Error(reason));
        const session = new ManualSession(listener);
        sessions.push(session);
        return Promise.resolve(session);
      },
      { logger: log, confirmTimeoutMs, backoff: { baseMs: 2, capMs }, random: () => 0 },
    );
    publisher.start((state) => states.push(state));
  }

  async function session(count: number): Promise<ManualSession> {
    await eventually(`session ${count} is open`, () => sessions.length === count && publisher.state === 'connected');
    return sessions[count - 1]!;
  }

  beforeEach(() => {
    sessions = [];
    unreachable = [];
    states = [];
    log = new LogRecorder();
  });
  afterEach(() => publisher.close());

  it('publishes over the open session, and resolves each message with its own result', async () => {
    start();
    const { listener, published } = await session(1);
    const results = Promise.all([publisher.publish(message('a')), publisher.publish(message('b'))]);
    listener.returned('b', '312 NO_ROUTE');
    listener.confirmed('b', true);
    listener.confirmed('a', true);
    expect(await results).to.deep.equal([{ outcome: 'confirmed' }, { outcome: 'returned', reason: '312 NO_ROUTE' }]);
    expect(published).to.deep.equal(['a', 'b']);
    expect(log.entries).to.deep.equal([{ level: 'info', details: undefined, text: 'broker: connected' }]);
  });

  it('publishes nothing without a session', async () => {
    unreachable = Array.from({ length: 1_000 }, () => 'refused');
    start();
    expect(await publisher.publish(message('a'))).to.deep.equal({ outcome: 'unknown', reason: 'not connected' });
  });

  it('refuses a message that cannot be encoded, alone', async () => {
    start();
    await session(1);
    expect(await publisher.publish(message('not encodable'))).to.deep.equal({
      outcome: 'refused',
      reason: 'Error: Field body is not a string',
      alone: true,
    });
  });

  it('waits for a blocked broker for as long as it is blocked, and no longer for a confirm than the timeout', async () => {
    start(15);
    const first = await session(1);
    const result = publisher.publish(message('a'));
    first.listener.blocked('low on memory');
    expect(publisher.state).to.equal('blocked');
    const witness = new ConfirmWindow(30, () => witness.resolveAll({ outcome: 'unknown', reason: 'time has passed' }));
    await witness.add('w');
    expect(first.destroyedFor).to.equal(undefined);
    expect(log.warnings(/blocked/)).to.have.length(1);

    first.listener.unblocked();
    expect(publisher.state).to.equal('connected');
    expect((await result).outcome).to.equal('unknown');
    expect(first.destroyedFor).to.equal('no confirm within 15 ms');
    expect(states.slice(0, 4)).to.deep.equal(['connected', 'blocked', 'connected', 'disconnected']);
  });

  it('connects again when a session ends while the broker is blocked', async () => {
    start();
    const first = await session(1);
    first.listener.blocked('low on disk');
    first.end({ reason: 'the broker was restarted', refusedMessage: false });
    await session(2);
    expect(states).to.deep.equal(['connected', 'blocked', 'disconnected', 'connected']);
  });

  it('waits for confirms again after a session that ended while the broker was blocked', async () => {
    start(15);
    const first = await session(1);
    first.listener.blocked('low on disk');
    first.end({ reason: 'the broker was restarted', refusedMessage: false });
    await session(2);
    expect(await publisher.publish(message('a'))).to.deep.equal({
      outcome: 'unknown',
      reason: 'no confirm within 15 ms',
    });
  });

  it('counts failures anew after a session that lasted', async () => {
    unreachable = ['gone', 'gone'];
    start();
    const { end } = await session(1);
    const openedMs = performance.now();
    await eventually('the session has lasted', () => performance.now() - openedMs > 10);
    end({ reason: 'gone', refusedMessage: false });
    await session(2);
    expect(log.warnings(/disconnected/)).to.have.length(2);
  });

  it('reports one unconfirmed message as refused alone, and two as refused together', async () => {
    start();
    const one = await session(1);
    const alone = publisher.publish(message('a'));
    one.end({ reason: 'PRECONDITION_FAILED', refusedMessage: true });
    expect(await alone).to.deep.equal({ outcome: 'refused', reason: 'PRECONDITION_FAILED', alone: true });

    const two = await session(2);
    const both = Promise.all([publisher.publish(message('b')), publisher.publish(message('c'))]);
    two.end({ reason: 'PRECONDITION_FAILED', refusedMessage: true });
    for (const result of await both) expect(result).to.include({ outcome: 'refused', alone: false });
  });

  it('warns once for a reason, with delays that grow until a message is confirmed', async () => {
    unreachable = ['refused', 'refused', 'refused', 'no such host'];
    start();
    const { listener, end } = await session(1);
    expect(log.warnings(/disconnected/)).to.have.length(2);

    const confirmed = publisher.publish(message('a'));
    listener.confirmed('a', true);
    await confirmed;
    end({ reason: 'no such host', refusedMessage: false });
    await session(2);
    expect(log.warnings(/disconnected/), 'it had recovered').to.have.length(3);
  });

  it('waits longer after each failure, and as at first after a confirm', async () => {
    unreachable = ['a', 'b', 'c', 'd'];
    start(60_000, 60_000);
    const { listener, end } = await session(1);
    const confirmed = publisher.publish(message('a'));
    listener.confirmed('a', true);
    await confirmed;
    end({ reason: 'e', refusedMessage: false });
    await session(2);
    const entries = log.warnings(/disconnected/) as { details: { delayMs: number; reason: string } }[];
    expect(entries.map(({ details }) => details)).to.deep.equal([
      { reason: 'a', delayMs: 1 },
      { reason: 'b', delayMs: 2 },
      { reason: 'c', delayMs: 4 },
      { reason: 'd', delayMs: 8 },
      { reason: 'e', delayMs: 1 },
    ]);
  });

  it('reports why no broker is there, until there is one', async () => {
    unreachable = Array.from({ length: 10_000 }, () => 'no such host');
    start();
    await eventually('the first attempt has failed', () => publisher.problem === 'no such host');
    unreachable = [];
    await session(1);
    expect(publisher.problem).to.equal(undefined);
  });

  it('closes its session once, and opens no other', async () => {
    start();
    const only = await session(1);
    const unconfirmed = publisher.publish(message('a'));
    await Promise.all([publisher.close(), publisher.close()]);
    expect(only.closed).to.equal(true);
    expect((await unconfirmed).outcome).to.equal('unknown');
    expect(publisher.state).to.equal('disconnected');
    expect(sessions).to.have.length(1);
    expect(log.warnings(/./)).to.deep.equal([]);
  });

  it('closes a session that opens only after the publisher was closed', async () => {
    let open: (session: BrokerSession) => void = () => undefined;
    const opening = new Promise<BrokerSession>((resolve) => (open = resolve));
    publisher = createReconnectingPublisher(() => opening, { logger: log });
    publisher.start((state) => states.push(state));
    const closed = publisher.close();
    const late = new ManualSession(publisher as unknown as SessionListener);
    open(late);
    await closed;
    expect(late.closed).to.equal(true);
    expect(states).not.to.include('connected');
  });
});

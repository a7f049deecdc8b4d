import { expect } from 'chai';
import { check } from '../faults/checker/check.js';
import type { CommittedEvent, Delivery, Evidence, Explanation, HistoryRecord } from '../faults/checker/evidence.js';
import type { Verdict } from '../faults/checker/verdict.js';

const SECRET = 'a secret that must not be shown';

/** Evidence without a violation, to be changed by each test: order 1 is placed and confirmed, order 2 has a key. */
class EvidenceBuilder {
  history: HistoryRecord[] = [
    { type: 'invoke', atMs: 0, id: 'r1', op: 'create', user: 7, request: 'two of 5' },
    { type: 'ok', atMs: 1, id: 'r1', order: 1, version: 1, status: 'pending', digest: 'first' },
    { type: 'invoke', atMs: 2, id: 'r2', op: 'move', user: 7, order: 1, target: 'confirmed' },
    { type: 'ok', atMs: 3, id: 'r2', order: 1, version: 2, status: 'confirmed' },
    { type: 'invoke', atMs: 4, id: 'r3', op: 'create', user: 7, key: 'k', request: 'one of 9' },
    { type: 'ok', atMs: 5, id: 'r3', order: 2, version: 1, status: 'pending', digest: 'second' },
  ];
  events: CommittedEvent[] = [event(1, 1, 'r1'), event(1, 2, 'r2', 'confirmed'), event(2, 1, 'r3')];
  deliveries: Delivery[] = [...this.events];
  orders = [
    { id: 1, userId: 7, status: 'confirmed', version: 2 },
    { id: 2, userId: 7, status: 'pending', version: 1 },
  ];
  deadLettered: { orderId: number; version: number }[] = [];
  corrupt = 0;
  logs: string[] = ['{"msg":"request"}'];
  failures: string[] = [];
  during: Explanation[] = [];
  after: Explanation[] = [];

  verdict(): Verdict {
    const { history, deliveries, events, orders, deadLettered, corrupt, logs, failures, during, after } = this;
    const database = { orders, events, deadLettered, corrupt };
    const input: Evidence = {
      history,
      database,
      deliveries,
      logs,
      secrets: [SECRET],
      violations: [],
      explanations: { during, after },
      recovery: { ms: 5, failures },
    };
    return check(input);
  }

  answer(status: number, text: string, headers: Record<string, string> = {}): this {
    const answer = { method: 'POST', target: '/api/v1/orders', status, text, headers };
    this.history.push({ type: 'answer', atMs: 9, id: 'r9', answer });
    return this;
  }
}

function event(orderId: number, version: number, requestId: string, toStatus = 'pending'): CommittedEvent {
  const type = version === 1 ? 'order.created' : 'order.status.updated';
  return { eventId: `e${orderId}.${version}`, orderId, version, type, toStatus, userId: 7, requestId };
}

describe('the checker of the fault rig', () => {
  let evidence: EvidenceBuilder;

  beforeEach(() => {
    evidence = new EvidenceBuilder();
  });

  it('accepts a run without violations', () => {
    const { counts, broken, violations } = evidence.verdict();
    expect(violations).to.deep.equal([]);
    expect(broken).to.deep.equal([]);
    expect(counts).to.include({ acknowledged: 3, committed: 3, delivered: 3, redelivered: 0 });
  });

  describe('A: acknowledged changes', () => {
    it('detects a lost order', () => {
      evidence.orders.pop();
      evidence.events.pop();
      evidence.deliveries.pop();
      expect(evidence.verdict()).to.deep.include({ broken: ['A'] });
      expect(evidence.verdict().counts).to.include({ lost: 1 });
    });

    it('detects a lost transition', () => {
      evidence.orders[0] = { id: 1, userId: 7, status: 'pending', version: 1 };
      evidence.events.splice(1, 1);
      evidence.deliveries.splice(1, 1);
      expect(evidence.verdict().counts).to.include({ lost: 1 });
    });

    it('detects a request that was executed twice', () => {
      evidence.events.push(event(3, 1, 'r1'));
      evidence.deliveries.push(event(3, 1, 'r1'));
      evidence.orders.push({ id: 3, userId: 7, status: 'pending', version: 1 });
      expect(evidence.verdict().counts).to.include({ duplicated: 1 });
    });

    it('detects a change that was rejected and committed', () => {
      evidence.history[3] = { type: 'fail', atMs: 3, id: 'r2', code: 'service_overloaded' };
      expect(evidence.verdict().counts).to.include({ contradicted: 1 });
    });

    it('detects a missing version', () => {
      evidence.events[1] = event(1, 3, 'r2', 'confirmed');
      evidence.deliveries[1] = event(1, 3, 'r2', 'confirmed');
      expect(evidence.verdict().broken).to.include('A');
    });

    it('detects a changed snapshot', () => {
      evidence.corrupt = 1;
      expect(evidence.verdict().broken).to.deep.equal(['A']);
    });

    it('accepts a request with an unknown outcome, whether or not it was committed', () => {
      evidence.history[3] = { type: 'unknown', atMs: 3, id: 'r2', reason: 'timeout' };
      expect(evidence.verdict()).to.deep.include({ broken: [] });
      expect(evidence.verdict().counts).to.include({ unknown: 1 });
    });
  });

  describe('B, C and D: published events', () => {
    it('detects an event that was not published', () => {
      evidence.deliveries.splice(1, 1);
      expect(evidence.verdict()).to.deep.include({ broken: ['B'] });
      expect(evidence.verdict().counts).to.include({ undelivered: 1 });
    });

    it('does not expect a dead letter, nor the later versions of its order', () => {
      evidence.deliveries.splice(0, 2);
      evidence.deadLettered.push({ orderId: 1, version: 1 });
      expect(evidence.verdict().broken).to.deep.equal([]);
    });

    it('detects two versions in the wrong order', () => {
      evidence.deliveries.splice(0, 2, event(1, 2, 'r2', 'confirmed'), event(1, 1, 'r1'));
      expect(evidence.verdict()).to.deep.include({ broken: ['C'] });
      expect(evidence.verdict().counts).to.include({ misordered: 1 });
    });

    it('accepts and counts a redelivery, also after a later version', () => {
      evidence.deliveries.push(event(1, 1, 'r1'));
      expect(evidence.verdict()).to.deep.include({ broken: [] });
      expect(evidence.verdict().counts).to.include({ redelivered: 1 });
    });

    it('detects an event that was not committed', () => {
      evidence.deliveries.push(event(99, 1, 'unknown'));
      expect(evidence.verdict()).to.deep.include({ broken: ['D'] });
      expect(evidence.verdict().counts).to.include({ unexpected: 1 });
    });

    it('detects a message that differs from the committed event', () => {
      evidence.deliveries[0] = { ...event(1, 1, 'r1'), userId: 8 };
      expect(evidence.verdict().broken).to.deep.equal(['B', 'D']);
    });
  });

  describe('E: idempotency', () => {
    it('detects one key with two orders', () => {
      evidence.history.push(
        { type: 'invoke', atMs: 6, id: 'r4', op: 'create', user: 7, key: 'k', request: 'one of 9' },
        { type: 'ok', atMs: 7, id: 'r4', order: 3, version: 1, status: 'pending', digest: 'second' },
      );
      evidence.orders.push({ id: 3, userId: 7, status: 'pending', version: 1 });
      evidence.events.push(event(3, 1, 'r4'));
      evidence.deliveries.push(event(3, 1, 'r4'));
      expect(evidence.verdict()).to.deep.include({ broken: ['E'] });
      expect(evidence.verdict().counts).to.include({ duplicated: 1 });
    });

    it('detects one key with two responses', () => {
      evidence.history.push(
        { type: 'invoke', atMs: 6, id: 'r4', op: 'create', user: 7, key: 'k', request: 'one of 9' },
        { type: 'ok', atMs: 7, id: 'r4', order: 2, version: 1, status: 'pending', digest: 'changed' },
      );
      expect(evidence.verdict().counts).to.include({ inconsistent: 1 });
    });

    it('detects a request that got the order of another request', () => {
      evidence.history.push(
        { type: 'invoke', atMs: 6, id: 'r4', op: 'create', user: 7, request: 'something else' },
        { type: 'ok', atMs: 7, id: 'r4', order: 1, version: 1, status: 'pending' },
      );
      expect(evidence.verdict().broken).to.deep.equal(['E']);
    });
  });

  it('F: reports checks that failed after the maximum wait', () => {
    evidence.failures.push('the outbox still holds 3 events');
    expect(evidence.verdict()).to.deep.include({ broken: ['F'] });
  });

  describe('G: responses and logs', () => {
    const problem = { type: '/problems/order_not_found', title: 'x', detail: 'y', request_id: 'r9' };
    const headers = { 'content-type': 'application/problem+json', 'x-request-id': 'r9' };

    it('detects a status that is not documented', () => {
      evidence.answer(418, JSON.stringify({ ...problem, status: 418, code: 'teapot' }), headers);
      expect(evidence.verdict().broken).to.deep.equal(['G']);
      expect(evidence.verdict().counts.undocumented).to.be.greaterThan(0);
    });

    it('detects an error that is not a problem document', () => {
      evidence.answer(500, 'Internal Server Error', { 'content-type': 'text/plain' });
      expect(evidence.verdict().broken).to.deep.equal(['G']);
    });

    it('detects a secret, SQL and a stack trace in a response', () => {
      for (const detail of [SECRET, 'INSERT INTO orders', 'Error\n    at place (/srv/place-order.js:3:1)']) {
        const text = JSON.stringify({ ...problem, status: 500, code: 'internal_error', detail });
        expect(new EvidenceBuilder().answer(500, text, headers).verdict().counts, detail).to.include({ leaks: 1 });
      }
    });

    it('detects a secret in a log', () => {
      evidence.logs.push(`{"msg":"token ${SECRET}"}`);
      expect(evidence.verdict().counts).to.include({ leaks: 1 });
    });
  });

  describe('G: explanations of orders', () => {
    function explanation(last = 2): Explanation {
      const versions = evidence.events.filter(({ orderId }) => orderId === 1).slice(0, last);
      return {
        order: { id: 1, version: last, status: versions.at(-1)!.toStatus },
        waits_for: ['transition'],
        versions: versions.map(({ eventId, version, type, toStatus }) => ({
          ...{ event_id: eventId, version, event_type: type, to_status: toStatus },
          delivery: { state: 'published', confirmed_at: '2026-02-15T17:28:41Z', last_error: null },
        })),
      } as unknown as Explanation;
    }

    const broken = (): readonly string[] => evidence.verdict().violations.map(({ promise }) => promise);
    const stateOf = (one: Explanation, version: number, delivery: object): void =>
      void Object.assign(one.versions[version - 1]!.delivery, { last_error: null, confirmed_at: null, ...delivery });

    it('accepts what the database and the queue show, and during the faults also what they showed before', () => {
      evidence.after.push(explanation());
      evidence.during.push(explanation(1), explanation(2));
      const held = explanation();
      stateOf(held, 2, { state: 'held' });
      evidence.during.push(held);
      expect(broken()).to.deep.equal([]);
    });

    it('accepts a dead letter with its reason, and the versions behind it', () => {
      const one = explanation();
      stateOf(one, 1, { state: 'dead_lettered', last_error: '406' });
      stateOf(one, 2, { state: 'held' });
      evidence.after.push({ ...one, waits_for: ['transition', 'operator'] });
      evidence.deadLettered.push({ orderId: 1, version: 1 });
      evidence.deliveries.splice(0, 2);
      expect(broken()).to.deep.equal([]);
    });

    const wrong: [what: string, change: (one: Explanation) => void][] = [
      ['a missing version', (one) => one.versions.pop()],
      ['an order that is not at its last version', (one) => (one.order.version = 3)],
      ['another status', (one) => (one.versions[1]!.to_status = 'shipped')],
      ['a state after recovery', (one) => stateOf(one, 2, { state: 'waiting' })],
      ['a dead letter without a reason', (one) => stateOf(one, 2, { state: 'dead_lettered' })],
      ['a confirm of what is not published', (one) => (one.versions[0]!.delivery.state = 'waiting')],
      ['what the order waits for', (one) => one.waits_for.push('operator')],
    ];
    for (const [what, change] of wrong) {
      it(`detects ${what}`, () => {
        const one = explanation();
        change(one);
        evidence.after.push(one);
        expect(new Set(broken())).to.deep.equal(new Set(['G']));
      });
    }

    it('detects an event that is explained as published and is not on the queue', () => {
      evidence.during.push(explanation());
      evidence.deliveries.splice(1, 1);
      expect(broken()).to.have.members(['B', 'G']);
    });
  });
});

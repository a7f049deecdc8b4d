import { expect } from 'chai';
import { check } from '../faults/checker/check.js';
import type { CommittedEvent, Delivery, Evidence, HistoryRecord } from '../faults/checker/evidence.js';
import type { Verdict } from '../faults/checker/verdict.js';

const SECRET = 'a secret that must stand nowhere';

/** Order 1 of user 7, placed and confirmed; order 2, placed with a key. All is well. */
class Story {
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
  complaints: string[] = [];

  verdict(): Verdict {
    const { history, deliveries, events, orders, deadLettered, corrupt, logs, complaints } = this;
    const database = { orders, events, deadLettered, corrupt };
    const evidence: Evidence = {
      history,
      database,
      deliveries,
      logs,
      secrets: [SECRET],
      objections: [],
      recovery: { ms: 5, complaints },
    };
    return check(evidence);
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
  let story: Story;

  beforeEach(() => {
    story = new Story();
  });

  it('finds nothing where all is well', () => {
    const { counts, broken, findings } = story.verdict();
    expect(findings).to.deep.equal([]);
    expect(broken).to.deep.equal([]);
    expect(counts).to.include({ acknowledged: 3, committed: 3, delivered: 3, duplicates: 0 });
  });

  describe('A: what was acknowledged', () => {
    it('sees an order that was lost', () => {
      story.orders.pop();
      story.events.pop();
      story.deliveries.pop();
      expect(story.verdict()).to.deep.include({ broken: ['A'] });
      expect(story.verdict().counts).to.include({ lost: 1 });
    });

    it('sees a move that was lost', () => {
      story.orders[0] = { id: 1, userId: 7, status: 'pending', version: 1 };
      story.events.splice(1, 1);
      story.deliveries.splice(1, 1);
      expect(story.verdict().counts).to.include({ lost: 1 });
    });

    it('sees a request that was made twice', () => {
      story.events.push(event(3, 1, 'r1'));
      story.deliveries.push(event(3, 1, 'r1'));
      story.orders.push({ id: 3, userId: 7, status: 'pending', version: 1 });
      expect(story.verdict().counts).to.include({ doubled: 1 });
    });

    it('sees a change that was refused and made', () => {
      story.history[3] = { type: 'fail', atMs: 3, id: 'r2', code: 'service_overloaded' };
      expect(story.verdict().counts).to.include({ contradicted: 1 });
    });

    it('sees a hole in a history, and an order that stands elsewhere', () => {
      story.events[1] = event(1, 3, 'r2', 'confirmed');
      story.deliveries[1] = event(1, 3, 'r2', 'confirmed');
      expect(story.verdict().broken).to.include('A');
    });

    it('sees a snapshot that was changed', () => {
      story.corrupt = 1;
      expect(story.verdict().broken).to.deep.equal(['A']);
    });

    it('leaves open what nobody was told', () => {
      story.history[3] = { type: 'unknown', atMs: 3, id: 'r2', reason: 'timeout' };
      expect(story.verdict()).to.deep.include({ broken: [] });
      expect(story.verdict().counts).to.include({ unknown: 1 });
    });
  });

  describe('B, C and D: what stands on the queue', () => {
    it('sees an event that never came', () => {
      story.deliveries.splice(1, 1);
      expect(story.verdict()).to.deep.include({ broken: ['B'] });
      expect(story.verdict().counts).to.include({ unacknowledged: 1 });
    });

    it('does not expect an event that was dead-lettered, nor what follows it', () => {
      story.deliveries.splice(0, 2);
      story.deadLettered.push({ orderId: 1, version: 1 });
      expect(story.verdict().broken).to.deep.equal([]);
    });

    it('sees two versions that were swapped', () => {
      story.deliveries.splice(0, 2, event(1, 2, 'r2', 'confirmed'), event(1, 1, 'r1'));
      expect(story.verdict()).to.deep.include({ broken: ['C'] });
      expect(story.verdict().counts).to.include({ misordered: 1 });
    });

    it('counts a repetition without blame, also behind a later version', () => {
      story.deliveries.push(event(1, 1, 'r1'));
      expect(story.verdict()).to.deep.include({ broken: [] });
      expect(story.verdict().counts).to.include({ duplicates: 1 });
    });

    it('sees a ghost', () => {
      story.deliveries.push(event(99, 1, 'nobody'));
      expect(story.verdict()).to.deep.include({ broken: ['D'] });
      expect(story.verdict().counts).to.include({ ghosts: 1 });
    });

    it('sees a message that says something else than the database', () => {
      story.deliveries[0] = { ...event(1, 1, 'r1'), userId: 8 };
      expect(story.verdict().broken).to.deep.equal(['B', 'D']);
    });
  });

  describe('E: idempotency', () => {
    it('sees one key that made two orders', () => {
      story.history.push(
        { type: 'invoke', atMs: 6, id: 'r4', op: 'create', user: 7, key: 'k', request: 'one of 9' },
        { type: 'ok', atMs: 7, id: 'r4', order: 3, version: 1, status: 'pending', digest: 'second' },
      );
      story.orders.push({ id: 3, userId: 7, status: 'pending', version: 1 });
      story.events.push(event(3, 1, 'r4'));
      story.deliveries.push(event(3, 1, 'r4'));
      expect(story.verdict()).to.deep.include({ broken: ['E'] });
      expect(story.verdict().counts).to.include({ doubled: 1 });
    });

    it('sees one key that got two answers', () => {
      story.history.push(
        { type: 'invoke', atMs: 6, id: 'r4', op: 'create', user: 7, key: 'k', request: 'one of 9' },
        { type: 'ok', atMs: 7, id: 'r4', order: 2, version: 1, status: 'pending', digest: 'changed' },
      );
      expect(story.verdict().counts).to.include({ disagreeing: 1 });
    });

    it("sees another request that was answered with this one's order", () => {
      story.history.push(
        { type: 'invoke', atMs: 6, id: 'r4', op: 'create', user: 7, request: 'something else' },
        { type: 'ok', atMs: 7, id: 'r4', order: 1, version: 1, status: 'pending' },
      );
      expect(story.verdict().broken).to.deep.equal(['E']);
    });
  });

  it('F: passes on what did not recover', () => {
    story.complaints.push('the outbox still holds 3 events');
    expect(story.verdict()).to.deep.include({ broken: ['F'] });
  });

  describe('G: what is said', () => {
    const problem = { type: '/problems/order_not_found', title: 'x', detail: 'y', request_id: 'r9' };
    const headers = { 'content-type': 'application/problem+json', 'x-request-id': 'r9' };

    it('sees a status that is not documented', () => {
      story.answer(418, JSON.stringify({ ...problem, status: 418, code: 'teapot' }), headers);
      expect(story.verdict().broken).to.deep.equal(['G']);
      expect(story.verdict().counts.undocumented).to.be.greaterThan(0);
    });

    it('sees an error that is not a problem document', () => {
      story.answer(500, 'Internal Server Error', { 'content-type': 'text/plain' });
      expect(story.verdict().broken).to.deep.equal(['G']);
    });

    it('sees a secret, SQL and a stack in an answer', () => {
      for (const detail of [SECRET, 'INSERT INTO orders', 'Error\n    at place (/srv/place-order.js:3:1)']) {
        const text = JSON.stringify({ ...problem, status: 500, code: 'internal_error', detail });
        expect(new Story().answer(500, text, headers).verdict().counts, detail).to.include({ leaks: 1 });
      }
    });

    it('sees a secret in a log', () => {
      story.logs.push(`{"msg":"token ${SECRET}"}`);
      expect(story.verdict().counts).to.include({ leaks: 1 });
    });
  });
});

import { expect } from 'chai';
import { EventNotDeadLetteredError, EventNotFoundError, OrderNotFoundError } from '../../src/domain/errors.js';
import type { OutboxEntry, SkipOutcome, SkippedEvent } from '../../src/ports/outbox-operations.js';
import type { RelayStatus } from '../../src/ports/relay-status.js';
import { createOperateOutbox, type OperateOutbox } from '../../src/usecases/operate-outbox.js';
import { rejectionOf } from '../support/rejection.js';

const FIGURES = { depth: 1, failing: 0, failingReason: null, oldestAgeSeconds: 2, deadLettered: 1 };
const RELAY = { broker: 'connected' } as RelayStatus;
const ENTRY = { eventId: 'event' } as OutboxEntry;
const SKIP = {
  eventId: 'event',
  reason: 'Too large',
  actor: 'user:1',
  trace: { requestId: 'test', traceparent: undefined },
};
const PAGE = { queued: 2, lastId: 5, hasMore: false };

/** The outbox answers as the test says; test/integration/outbox-mending.test.ts shows the real one. */
describe('createOperateOutbox', () => {
  let calls: string[];
  let retried: OutboxEntry | undefined;
  let skipped: SkipOutcome;
  let queued: number | undefined;
  let operateOutbox: OperateOutbox;

  /** An answer, and a note that it was asked for. */
  function answering<Answer>(call: string, answer: () => Answer): () => Promise<Answer> {
    return async () => {
      await new Promise(setImmediate);
      calls.push(call);
      return answer();
    };
  }

  beforeEach(() => {
    calls = [];
    retried = ENTRY;
    skipped = { eventId: 'event' } as SkippedEvent;
    queued = 3;
    operateOutbox = createOperateOutbox({
      outbox: {
        list: answering('list', () => [ENTRY]),
        retry: answering('retry', () => retried),
        skip: answering('skip', () => skipped),
      },
      replay: { ofOrder: answering('replay', () => queued), since: answering('replay', () => PAGE) },
      figures: answering('figures', () => FIGURES),
      relay: () => RELAY,
      notify: () => calls.push('notify'),
    });
  });

  it('shows the figures of the service and the relay of this process, and changes nothing', async () => {
    expect(await operateOutbox.overview()).to.deep.equal({ figures: FIGURES, relay: RELAY });
    expect(await operateOutbox.list({ state: 'waiting', after: undefined, limit: 5 })).to.deep.equal([ENTRY]);
    expect(calls).to.deep.equal(['figures', 'list']);
  });

  it('retries an event, and notifies the relay afterwards', async () => {
    expect(await operateOutbox.retry('event')).to.equal(ENTRY);
    expect(calls).to.deep.equal(['retry', 'notify']);
  });

  it('skips an event, and notifies the relay of those behind it', async () => {
    expect(await operateOutbox.skip(SKIP)).to.equal(skipped);
    expect(calls).to.deep.equal(['skip', 'notify']);
  });

  it('replays an order, or events of a time, and notifies the relay afterwards', async () => {
    expect(await operateOutbox.replayOrder(7)).to.equal(3);
    expect(await operateOutbox.replaySince({ since: '', until: '', afterId: 0, limit: 5 })).to.equal(PAGE);
    expect(calls).to.deep.equal(['replay', 'notify', 'replay', 'notify']);
  });

  it('replays an order whose events are all in the outbox', async () => {
    queued = 0;
    expect(await operateOutbox.replayOrder(7)).to.equal(0);
  });

  it('reports what is not there, and what is not dead-lettered, and notifies nobody', async () => {
    [retried, skipped, queued] = [undefined, 'absent', undefined];
    expect(await rejectionOf(operateOutbox.retry('event'))).to.be.instanceOf(EventNotFoundError);
    expect(await rejectionOf(operateOutbox.skip(SKIP))).to.be.instanceOf(EventNotFoundError);
    expect(await rejectionOf(operateOutbox.replayOrder(7))).to.be.instanceOf(OrderNotFoundError);
    skipped = 'waiting';
    expect(await rejectionOf(operateOutbox.skip(SKIP))).to.be.instanceOf(EventNotDeadLetteredError);
    expect(calls).not.to.include('notify');
  });
});

import { expect } from 'chai';
import {
  InvalidTransitionError,
  OrderNotFoundError,
  TransitionNotPermittedError,
  VersionMismatchError,
} from '../../src/domain/errors.js';
import { ORDER_STATUSES, type OrderStatus } from '../../src/domain/order-status.js';
import type { ChangeOutcome, HistoryEntry, StatusChange } from '../../src/ports/order-store.js';
import { createChangeOrderStatus, type ChangeOrderStatusCommand } from '../../src/usecases/change-order-status.js';
import { rejectionOf } from '../support/rejection.js';
import { storedOrder } from '../support/stored-order.js';

const OWNER = { userId: 1, email: '', operator: false };
const OPERATOR = { userId: 2, email: '', operator: true };
const TRACE = { requestId: 'test', traceparent: undefined };

/** The store answers as the test says; test/integration/order-store.test.ts shows the real one. */
describe('createChangeOrderStatus', () => {
  let calls: string[];
  let asked: StatusChange | undefined;
  let outcome: ChangeOutcome | undefined;
  let history: readonly HistoryEntry[];

  beforeEach(() => {
    history = [];
    calls = [];
    asked = undefined;
    outcome = { moved: true, order: storedOrder({ status: 'confirmed', version: 2 }) };
  });

  function change(
    command: Partial<ChangeOrderStatusCommand>,
    ownerTransitions: readonly OrderStatus[] = ORDER_STATUSES,
  ) {
    const changeOrderStatus = createChangeOrderStatus({
      orders: {
        changeStatus: (statusChange) => {
          asked = statusChange;
          calls.push('change');
          return Promise.resolve(outcome);
        },
        history: () => Promise.resolve(history),
      },
      ownerTransitions: new Set(ownerTransitions),
      notify: () => calls.push('notify'),
    });
    const defaults = { caller: OWNER, orderId: 7, reason: undefined, versions: undefined, trace: TRACE };
    return changeOrderStatus({ ...defaults, target: 'confirmed', ...command });
  }

  it('moves the order from the statuses that the table allows, and notifies the relay afterwards', async () => {
    const moved = await change({ target: 'cancelled', reason: 'Too late', versions: [1, 2] });
    expect(moved).to.deep.equal({ order: outcome!.order, replayed: false });
    expect(calls).to.deep.equal(['change', 'notify']);
    expect(asked).to.deep.include({
      orderId: 7,
      ownerId: 1,
      target: 'cancelled',
      from: ['pending', 'confirmed', 'shipped'],
      versions: [1, 2],
      reason: 'Too late',
      actor: 'user:1',
      trace: TRACE,
    });
    expect(asked!.eventId).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  });

  it('looks for the order of its owner, and for that of anyone when an operator asks', async () => {
    await change({ caller: OPERATOR });
    expect(asked).to.deep.include({ ownerId: undefined, actor: 'user:2' });
  });

  it('has an owner move an order where the deployment lets owners, and an operator everywhere', async () => {
    await change({}, ['confirmed']);
    expect(asked!.from).to.deep.equal(['pending']);
    await change({}, ['cancelled']);
    expect(asked!.from).to.deep.equal([]);
    await change({ caller: OPERATOR }, ['cancelled']);
    expect(asked!.from).to.deep.equal(['pending']);
  });

  describe('when the order did not move', () => {
    const shipped = storedOrder({ status: 'shipped', version: 3 });
    beforeEach(() => {
      outcome = { moved: false, order: shipped };
    });
    afterEach(() => expect(calls).to.deep.equal(['change']));

    it('reports an order that is not there', async () => {
      outcome = undefined;
      expect(await rejectionOf(change({}))).to.be.instanceOf(OrderNotFoundError);
    });

    it('reports what only an operator may do before anything else', async () => {
      const error = await rejectionOf(change({ target: 'delivered', versions: [1] }, ['cancelled']));
      expect(error).to.be.instanceOf(TransitionNotPermittedError);
      expect(error).to.deep.include({ currentStatus: 'shipped', allowedTransitions: ['cancelled'] });
    });

    it('reports a version that the condition does not name before the transition', async () => {
      const error = await rejectionOf(change({ versions: [1, 2] }));
      expect(error).to.be.instanceOf(VersionMismatchError);
      expect(error).to.deep.include({ currentVersion: 3, allowedTransitions: ['delivered', 'cancelled'] });
    });

    for (const [what, versions] of [
      ['the condition names the version', [2, 3]],
      ['there is no condition', undefined],
    ] as const) {
      it(`reports the transition when ${what}`, async () => {
        const error = await rejectionOf(change({ versions }));
        expect(error).to.be.instanceOf(InvalidTransitionError);
        expect(error).to.deep.include({ currentStatus: 'shipped', allowedTransitions: ['delivered', 'cancelled'] });
      });
    }
  });

  describe('when the newest change of the order was made before', () => {
    const confirmed = storedOrder({ status: 'confirmed', version: 2 });
    const newest: HistoryEntry = {
      ...{ eventId: 'e2', orderId: 7, version: 2, type: 'order.status.updated', occurredAt: confirmed.updatedAt },
      ...{ fromStatus: 'pending', toStatus: 'confirmed', actor: 'user:1', reason: null, requestId: 'test' },
    };
    const placed: HistoryEntry = { ...newest, version: 1, fromStatus: null, toStatus: 'pending' };
    beforeEach(() => {
      outcome = { moved: false, order: confirmed };
      history = [placed, newest];
    });

    it('answers the same request with the order, and notifies nobody', async () => {
      expect(await change({})).to.deep.equal({ order: confirmed, replayed: true });
      expect(calls).to.deep.equal(['change']);
    });

    const others: readonly [what: string, entry: Partial<HistoryEntry>, command?: Partial<ChangeOrderStatusCommand>][] =
      [
        ['by another user', { actor: 'user:2' }],
        ['by a request with another id', { requestId: 'other' }],
        ['with another reason', { reason: 'Because' }],
        ['to another status', { toStatus: 'shipped' }],
        ['to a version that is not that of the order', { version: 3 }],
        ['and the request asks for another status', {}, { target: 'pending' }],
        ['and the request gives a reason', {}, { reason: 'Because' }],
      ];
    for (const [what, entry, command = {}] of others) {
      it(`${what}, reports the transition`, async () => {
        history = [placed, { ...newest, ...entry }];
        expect(await rejectionOf(change(command))).to.be.instanceOf(InvalidTransitionError);
      });
    }

    it('reports the transition of a request with a condition', async () => {
      expect(await rejectionOf(change({ versions: [2] }))).to.be.instanceOf(InvalidTransitionError);
    });

    it('reports the transition when there is no history', async () => {
      history = [];
      expect(await rejectionOf(change({}))).to.be.instanceOf(InvalidTransitionError);
    });
  });
});

import { expect } from 'chai';
import {
  INITIAL_STATUS,
  isOrderStatus,
  ORDER_STATUSES,
  pathBetween,
  pathOfLength,
  sourcesOf,
  TRANSITIONS,
  transitionsFrom,
} from '../../src/domain/order-status.js';

describe('Order statuses', () => {
  it('change along the table only', () => {
    expect(TRANSITIONS).to.deep.equal({
      pending: ['confirmed', 'cancelled'],
      confirmed: ['shipped', 'cancelled'],
      shipped: ['delivered', 'cancelled'],
      delivered: [],
      cancelled: [],
    });
    expect(INITIAL_STATUS).to.equal('pending');
  });

  it('have sources that match the targets', () => {
    for (const from of ORDER_STATUSES) {
      for (const to of ORDER_STATUSES) {
        expect(sourcesOf(to).includes(from), `${from} to ${to}`).to.equal(transitionsFrom(from).includes(to));
      }
    }
  });

  it('have no cycle: every path ends', () => {
    for (const from of ORDER_STATUSES) {
      for (const to of transitionsFrom(from))
        expect(ORDER_STATUSES.indexOf(to)).to.be.above(ORDER_STATUSES.indexOf(from));
    }
  });

  it('are reached on the shortest way, which begins behind the first status', () => {
    expect(pathBetween('pending', 'delivered')).to.deep.equal(['confirmed', 'shipped', 'delivered']);
    expect(pathBetween('shipped', 'cancelled')).to.deep.equal(['cancelled']);
    expect(pathBetween('pending', 'pending')).to.deep.equal([]);
    expect(pathBetween('delivered', 'pending')).to.equal(undefined);
  });

  it('are reached on a way of a given number of steps, if there is one', () => {
    expect(pathOfLength('pending', 'cancelled', 3)).to.deep.equal(['confirmed', 'shipped', 'cancelled']);
    expect(pathOfLength('shipped', 'shipped', 0)).to.deep.equal([]);
    for (const length of [-1, 0, 2]) expect(pathOfLength('pending', 'confirmed', length)).to.equal(undefined);
  });

  it('are recognised', () => {
    for (const status of ORDER_STATUSES) expect(isOrderStatus(status)).to.equal(true);
    for (const value of ['', 'PENDING', ' pending', 'constructor', 0, null, undefined, ['pending'], {}]) {
      expect(isOrderStatus(value), JSON.stringify(value)).to.equal(false);
    }
  });
});

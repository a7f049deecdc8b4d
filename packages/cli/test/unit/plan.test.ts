import { expect } from 'chai';
import { MovePlan } from '../../src/features/bulk/plan.js';
import { sampleOrder } from '../../../../test/services/sample-order.js';

describe('MovePlan', () => {
  it('lists the orders that can move, that have the status already, and that cannot move', () => {
    const plan = new MovePlan('confirmed');
    plan.add(sampleOrder({ id: 1 }));
    plan.add(sampleOrder({ id: 2 }));
    plan.add(sampleOrder({ id: 3, status: 'confirmed', allowed_transitions: ['shipped', 'cancelled'] }));
    plan.add(sampleOrder({ id: 4, status: 'shipped', allowed_transitions: ['delivered', 'cancelled'] }));
    for (const id of [5, 6, 7, 8, 9, 10]) {
      plan.add(sampleOrder({ id, status: 'delivered', allowed_transitions: [] }));
    }
    expect(plan.describe()).to.deep.equal([
      '2 orders can become confirmed.',
      '1 order is confirmed already.',
      '1 order cannot, being shipped: only delivered or cancelled can follow (4).',
      '6 orders cannot, being delivered: that is final (5, 6, 7, 8, 9, …).',
    ]);
    expect(plan.movable.map(({ id }) => id)).to.deep.equal([1, 2]);
    expect(plan.stuck).to.have.length(7);
    expect(plan.stuck[0]).to.deep.include({ subject: 'order 4', task: { id: 4 } });
    expect(plan.stuck[0]?.problem).to.include({ code: 'invalid_transition', current_status: 'shipped' });
  });
});

import { expect } from 'chai';
import { Command } from 'commander';
import { addFilterOptions, ORDER_FILTERS } from '../../src/features/orders/order-filters.js';
import { CONDITION_NAMES } from '../../src/features/bulk/where.js';
import { describeUnsupported } from '../../src/features/failure/unsupported-filters.js';
import { UsageError } from '../../src/errors.js';

describe('the filters of orders list, orders export and --where', () => {
  const read = (...args: string[]): unknown => {
    const command = new Command('list');
    const filters = addFilterOptions(command, { time: (text) => text });
    command.parse(args, { from: 'user' });
    return filters();
  };

  it('add up to the parameters of the service', () => {
    expect(read('--status', 'pending', '--status', 'shipped', '--product', '7')).to.deep.equal({
      status: ['pending', 'shipped'],
      product_id: 7,
    });
    expect(read()).to.deep.equal({});
  });

  it('ask for the orders of all users, or of one', () => {
    expect(read('--everyone')).to.deep.equal({ scope: 'all' });
    expect(read('--user', '7')).to.deep.equal({ user_id: 7 });
    expect(() => read('--user', '7', '--everyone')).to.throw(UsageError, 'not both');
  });

  it('look for overdue orders of all users, unless one is named', () => {
    expect(read('--overdue')).to.deep.equal({ overdue: true, scope: 'all' });
    expect(read('--overdue', '--user', '7')).to.deep.equal({ overdue: true, user_id: 7 });
  });

  it('are named as flags where the service refuses a combination', () => {
    const supported = [{ by: ['product_id', 'user_email'], with: ['status', 'created_after', 'user_email'] }];
    expect(describeUnsupported({ filters: ['status', 'user_email', 'total_min'], supported })).to.deep.equal({
      message: 'Orders cannot be listed by status, email and total-min at once: it would read all of them.',
      hints: ['Possible: one of product, email, with any of status, since.'],
    });
  });

  it('are the same as flags and as conditions', () => {
    expect(CONDITION_NAMES).to.include.members(ORDER_FILTERS.map(({ name }) => name));
  });
});

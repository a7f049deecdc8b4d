import { expect } from 'chai';
import { membersOf, parseFields, parseSort } from '../../src/features/orders/parse-fields.js';
import { UsageError } from '../../src/errors.js';
import { sampleOrder } from '../../../../test/services/sample-order.js';

describe('parseFields', () => {
  it('reads names and their short forms, in the order given', () => {
    expect(parseFields('email, id,total').map(({ name }) => name)).to.deep.equal(['user_email', 'id', 'total_amount']);
  });

  it('suggests the closest name', () => {
    expect(() => parseFields('id,totl'))
      .to.throw(UsageError)
      .with.property('hints')
      .that.includes('Did you mean total?');
  });
});

describe('membersOf', () => {
  it('keeps these members alone, in this order', () => {
    const members = membersOf(parseFields('total,id'))(sampleOrder({ id: 9, total_amount: '100.00' }));
    expect(JSON.stringify(members)).to.equal('{"total_amount":"100.00","id":9}');
  });
});

describe('parseSort', () => {
  const orders = [
    sampleOrder({ id: 9, total_amount: '100.00', status: 'pending' }),
    sampleOrder({ id: 10, total_amount: '20.00', status: 'delivered' }),
    sampleOrder({ id: 8, total_amount: '9007199254740993.01', status: 'shipped' }),
  ];
  const sortedBy = (text: string): number[] => orders.toSorted(parseSort(text).compare).map(({ id }) => id);

  it('is what the service sorts by, where it does', () => {
    const { byService } = parseSort('-total');
    expect([byService, parseSort('placed').byService]).to.deep.equal(['-total_amount', 'created_at']);
    expect(parseSort('items').byService).to.equal(undefined);
  });

  it('compares numbers as numbers, amounts exactly, the rest as text', () => {
    expect(sortedBy('id')).to.deep.equal([8, 9, 10]);
    expect(sortedBy('total')).to.deep.equal([10, 9, 8]);
    expect(sortedBy('status')).to.deep.equal([10, 9, 8]);
  });

  it('sorts in descending order after a dash', () => {
    expect(sortedBy('-total_amount')).to.deep.equal([8, 9, 10]);
  });
});

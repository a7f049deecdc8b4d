import { expect } from 'chai';
import { actorOf, visibleOwnerId, withNamedRole, type Caller } from '../../src/domain/caller.js';

const user: Caller = { userId: 7, email: 'Ann@Example.com', operator: false };
const operator: Caller = { ...user, operator: true };

describe('A caller', () => {
  it('is named by their id in the history of an order', () => expect(actorOf(user)).to.equal('user:7'));

  it('sees their own orders, and an operator those of everyone', () => {
    expect(visibleOwnerId(user)).to.equal(7);
    expect(visibleOwnerId(operator)).to.equal(undefined);
  });

  const named = (userIds: number[], emails: string[]) => ({ userIds: new Set(userIds), emails: new Set(emails) });

  it('is an operator if they are named by their id, or by their address in any case', () => {
    expect(withNamedRole(user, named([7], []))).to.deep.equal(operator);
    expect(withNamedRole(user, named([], ['ann@example.com']))).to.deep.equal(operator);
    expect(withNamedRole(user, named([8], ['bob@example.com']))).to.deep.equal(user);
    expect(withNamedRole({ ...user, email: '' }, named([8], ['bob@example.com']))).to.include({ operator: false });
  });

  it('stays the operator that their token says they are', () => {
    expect(withNamedRole(operator, named([], []))).to.deep.equal(operator);
  });
});

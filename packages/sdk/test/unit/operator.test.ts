import { expect } from 'chai';
import { isOperator } from '../../src/index.js';

describe('isOperator', () => {
  const rows: readonly [claims: Record<string, unknown>, operator: boolean][] = [
    [{}, false],
    [{ role: 'customer' }, false],
    [{ role: 'operator' }, true],
    [{ role: 'admin' }, true],
    [{ role: ['customer', 'admin'] }, true],
    [{ role: ['customer'] }, false],
    [{ role: 'customer admin' }, false],
    [{ role: 'orders:manage' }, false],
    [{ role: true }, false],
    [{ role: null }, false],
    [{ scope: 'orders:manage' }, true],
    [{ scope: 'orders:read orders:manage' }, true],
    [{ scope: 'orders:manage:all' }, false],
    [{ scope: ['orders:read', 'orders:manage'] }, true],
    [{ scope: ['orders:read orders:manage'] }, false],
    [{ scope: 'operator' }, false],
    [{ roles: 'operator' }, false],
  ];
  for (const [claims, operator] of rows) {
    it(`${operator ? 'finds' : 'does not find'} an operator in ${JSON.stringify(claims)}`, () => {
      expect(isOperator(claims)).to.equal(operator);
    });
  }
});

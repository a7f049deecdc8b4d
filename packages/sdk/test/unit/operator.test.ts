import { expect } from 'chai';
import { isOperator } from '../../src/index.js';
import { OPERATOR_CLAIM_ROWS } from '../support/operator-claims.js';

describe('isOperator', () => {
  for (const [claims, operator] of OPERATOR_CLAIM_ROWS) {
    it(`${operator ? 'finds' : 'does not find'} an operator in ${JSON.stringify(claims)}`, () => {
      expect(isOperator(claims)).to.equal(operator);
    });
  }
});

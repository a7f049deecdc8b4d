import { expect } from 'chai';
import { readClaims } from '../../src/http/auth/token-claims.js';
import { TokenInvalidError } from '../../src/http/problems/auth-errors.js';

describe('readClaims', () => {
  it('reads the caller, what makes them an operator, and when the token ends', () => {
    expect(readClaims({ sub: '7', email: 'u@example.com', role: ['a', 1, 'operator'], scope: ' b  c ', exp: 2 })) //
      .to.deep.equal({
        caller: { userId: 7, email: 'u@example.com', operator: true },
        roles: ['a', 'operator'],
        scopes: ['b', 'c'],
        expiresAtMs: 2_000,
      });
  });

  it('takes an address of 320 characters, and none that is longer', () => {
    const withEmail = (length: number) => ({ sub: '7', exp: 1, email: 'u'.repeat(length) });
    expect(readClaims(withEmail(320)).caller.email).to.have.lengthOf(320);
    expect(() => readClaims(withEmail(321))).to.throw(TokenInvalidError, 'has an email that is no address');
  });

  for (const claims of [undefined, null, 'sub=7', 7, [], [{ sub: '7', exp: 1 }]]) {
    it(`refuses ${JSON.stringify(claims)}, which is no object`, () => {
      expect(() => readClaims(claims)).to.throw(TokenInvalidError, 'has no claims');
    });
  }
});

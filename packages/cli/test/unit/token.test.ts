import { expect } from 'chai';
import { UsageError } from '../../src/errors.js';
import { decodeToken, parseToken } from '../../src/session/token.js';

function jwt(claims: object): string {
  return ['{"alg":"HS256"}', JSON.stringify(claims), 'x']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');
}

describe('decodeToken', () => {
  it('reads the user and the expiry', () => {
    expect(decodeToken(jwt({ sub: '42', email: 'u@example.com', exp: 1771178400 }))).to.deep.equal({
      userId: '42',
      email: 'u@example.com',
      expiresAt: new Date('2026-02-15T18:00:00Z'),
    });
  });

  it('reads user_id where sub is absent', () => {
    expect(decodeToken(jwt({ user_id: 42 }))?.userId).to.equal('42');
  });

  it('ignores an invalid expiry', () => {
    for (const exp of ['soon', null, 1e300]) expect(decodeToken(jwt({ exp }))?.expiresAt).to.equal(undefined);
  });

  for (const text of ['', 'opaque', 'a.b', 'a.b.c', `x.${Buffer.from('[]').toString('base64url')}`]) {
    it(`returns undefined for '${text}'`, () => {
      expect(decodeToken(text)).to.be.undefined;
    });
  }
});

describe('parseToken', () => {
  it('removes white space and a scheme around a token', () => {
    expect(parseToken(' Bearer abc.def.ghi\n', 'stdin')).to.equal('abc.def.ghi');
  });

  it('rejects other texts, without repeating them', () => {
    for (const text of ['', 'two words', 'line\nbreak', 'ünïcode']) {
      expect(() => parseToken(text, 'stdin')).to.throw(UsageError, 'stdin');
    }
  });
});

import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { PROBLEM_CODES } from '@order-service/sdk';
import { loggablePath } from '../../src/http/middleware/loggable-path.js';
import { contractOperations } from '../support/conformance.js';
import { claims, signedToken } from '../support/signed-token.js';

describe('loggablePath', () => {
  for (const { path } of contractOperations) {
    const called = path
      .replace('{order_id}', '9007199254740991')
      .replace('{user_id}', '9007199254740991')
      .replace('{event_id}', '0199f0c2-7c1e-7bbd-9c55-8d8a3f6d1b11');
    for (const one of called.includes('{code}')
      ? PROBLEM_CODES.map((code) => called.replace('{code}', code))
      : [called]) {
      it(`leaves ${one} as it is`, () => expect(loggablePath(one)).to.equal(one));
    }
  }

  const token = signedToken(claims());
  const secrets: [what: string, secret: string][] = [
    ['a token', token],
    ['a token after its scheme', `Bearer%20${token}`],
    ['an escaped token', Buffer.from(token).toString('hex').replaceAll(/../g, '%$&')],
    ['its payload alone', token.split('.')[1]!],
    ['a key in hexadecimal', randomBytes(16).toString('hex')],
    ['a key in base64url', randomBytes(24).toString('base64url')],
    ['a token as a parameter of the path', `orders;token=${token}`],
    ['a line break', 'a%0Ab\nc'],
  ];
  for (const [what, secret] of secrets) {
    it(`redacts ${what}`, () =>
      expect(loggablePath(`/api/v1/orders/${secret}/status`)).to.equal('/api/v1/orders/[redacted]/status'));
  }
});

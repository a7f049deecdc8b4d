import { generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import { OPERATOR_CLAIM_ROWS } from '../../../sdk/test/support/operator-claims.js';
import { authenticate } from '../../src/http/auth/authenticate.js';
import { DAY_SECONDS, SECRET, claims, inSeconds, signedToken } from '../support/signed-token.js';
import { startSignInServer, type SignInServer } from '../support/sign-in-server.js';

const none = { alg: 'none', typ: 'JWT' };

/** `token` without its signature. */
function unsigned(token: string): string {
  return token.slice(0, token.lastIndexOf('.') + 1);
}

/** `token` with the claims of another. */
function withClaimsOf(token: string, other: string): string {
  const [header, , signature] = token.split('.');
  return [header, other.split('.')[1], signature].join('.');
}

/** A token of this many characters: a claim of three bytes is four characters, and one byte less is one less. */
function tokenOfLength(length: number): string {
  for (let filler = Math.floor((length - 300) * 0.75); filler < length; filler += 1) {
    for (const kid of ['', 'a', 'ab', 'abc']) {
      const token = signedToken(claims({ filler: 'x'.repeat(filler) }), { header: { alg: 'HS256', kid } });
      if (token.length === length) return token;
    }
  }
  throw new Error(`there is no token of ${length} characters`);
}

describe('authenticate', () => {
  let server: SignInServer;
  before(async () => {
    server = await startSignInServer({ secret: SECRET });
  });
  after(() => server.stop());

  describe('accepts', () => {
    const accepted: [what: string, authorization: () => string, userId: number][] = [
      ['a token of the user service', () => `Bearer ${signedToken(claims())}`, 42],
      ['the scheme in lower case', () => `bearer ${signedToken(claims())}`, 42],
      ['two spaces behind the scheme', () => `Bearer  ${signedToken(claims())}`, 42],
      ['a header without typ', () => `Bearer ${signedToken(claims(), { header: { alg: 'HS256' } })}`, 42],
      ['an integer as sub', () => `Bearer ${signedToken(claims({ sub: 7 }))}`, 7],
      ['a user_id where sub is absent', () => `Bearer ${signedToken(claims({ sub: undefined, user_id: 7 }))}`, 7],
      ['user 0', () => `Bearer ${signedToken(claims({ sub: '0' }))}`, 0],
      ['a token until the last second that a time can be', () => `Bearer ${signedToken(claims({ exp: 8.64e12 }))}`, 42],
      ['8 KiB of credentials', () => `Bearer ${tokenOfLength(8_192 - 'Bearer '.length)}`, 42],
      ['sub before user_id', () => `Bearer ${signedToken(claims({ user_id: 7 }))}`, 42],
      ['a token for the next thousand years', () => `Bearer ${signedToken(claims({ exp: inSeconds(31e9) }))}`, 42],
      ['a token that became valid', () => `Bearer ${signedToken(claims({ nbf: inSeconds(-5) }))}`, 42],
      ['a kid, a jku and an x5u, which are not followed', () => `Bearer ${signedToken(claims(), { header: { alg: 'HS256', kid: '../../etc/passwd', jku: 'http://127.0.0.1:1/', x5u: 'http://127.0.0.1:1/' } })}`, 42], // prettier-ignore
    ];
    for (const [what, authorization, userId] of accepted) {
      it(what, async () => {
        const { status, body } = await server.ask(authorization());
        expect(status).to.equal(200);
        expect(body).to.deep.equal({ userId, email: 'u@example.com', operator: false });
      });
    }

    it('a token without an address', async () => {
      const { body } = await server.ask(`Bearer ${signedToken(claims({ email: undefined }))}`);
      expect(body).to.deep.equal({ userId: 42, email: '', operator: false });
    });
  });

  describe('challenges without an error code for', () => {
    const missing: [
      what: string,
      authorization?: string | undefined,
      headers?: Record<string, string>,
      path?: string,
    ][] = [
      ['no Authorization header'],
      ['an empty one', ''],
      ['another scheme', 'Basic dTpw'],
      ['a token without a scheme', signedToken(claims())],
      ['a scheme that only begins like Bearer', `BearerToken ${signedToken(claims())}`],
      ['a token in a cookie', undefined, { cookie: `token=${signedToken(claims())}; jwt=${signedToken(claims())}` }],
      ['a token in the query', undefined, {}, `/?access_token=${signedToken(claims())}&token=${signedToken(claims())}`],
    ];
    for (const [what, authorization, headers, path] of missing) {
      it(what, async () => {
        const { status, wwwAuthenticate, body } = await server.ask(authorization, headers, path);
        expect({ status, wwwAuthenticate, code: body.code }).to.deep.equal({
          status: 401,
          wwwAuthenticate: 'Bearer',
          code: 'authentication_required',
        });
      });
    }
  });

  describe('rejects', () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = publicKey.export({ type: 'spki', format: 'pem' }) as string;
    const good = signedToken(claims());
    const header = { alg: 'HS256', typ: 'JWT' };

    const refused: [what: string, token: string][] = [
      ['nothing after Bearer', ''],
      ['two tokens', `${good} ${good}`],
      ['garbage', 'garbage'],
      ['three parts of garbage', 'a.b.c'],
      ['characters beyond those of a token', `${good}"`],
      ['a token until later than that', signedToken(claims({ exp: 8.64e12 + 1 }))],
      ['a token of more than 8 KiB', tokenOfLength(8_192 - 'Bearer '.length + 1)],
      ['alg none without a signature', unsigned(signedToken(claims(), { header: none }))],
      ['alg none with one', signedToken(claims(), { header: none })],
      ['alg NONE', unsigned(signedToken(claims(), { header: { ...none, alg: 'NoNe' } }))],
      ['a signature left out', unsigned(good)],
      ['HS384', signedToken(claims(), { header: { ...header, alg: 'HS384' }, hash: 'sha384' })],
      ['HS512', signedToken(claims(), { header: { ...header, alg: 'HS512' }, hash: 'sha512' })],
      ['RS256 signed with a secret', signedToken(claims(), { header: { ...header, alg: 'RS256' } })],
      ['a public key used as a secret', signedToken(claims(), { secret: pem })],
      ['no alg', signedToken(claims(), { header: { typ: 'JWT' } })],
      ['alg as a list', signedToken(claims(), { header: { alg: ['HS256'], typ: 'JWT' } })],
      ['a header that is a list', signedToken(claims(), { header: [] })],
      ['another secret', signedToken(claims(), { secret: 'another secret of more than 32 bytes, too' })],
      ["another token's claims", withClaimsOf(good, signedToken(claims({ sub: '43' })))],
      ['an unknown crit', signedToken(claims(), { header: { ...header, crit: ['exp'], exp: 1 } })],
      ['an empty crit', signedToken(claims(), { header: { ...header, crit: [] } })],
      ['b64 false', signedToken(claims(), { header: { ...header, b64: false, crit: ['b64'] } })],
      ['b64 true', signedToken(claims(), { header: { ...header, b64: true } })],
      ['claims that are a list', signedToken([claims()])],
      ['claims that are a string', signedToken('"42"')],
      ['claims that are null', signedToken('null')],
      ['claims that are not JSON', signedToken('sub=42')],
      ['claims that are not JSON, without typ', signedToken('sub=42', { header: { alg: 'HS256' } })],
      ['no exp', signedToken(claims({ exp: undefined }))],
      ['exp null', signedToken(claims({ exp: null }))],
      ['exp as a string', signedToken(claims({ exp: String(inSeconds(DAY_SECONDS)) }))],
      ['exp beyond every number', signedToken(JSON.stringify(claims({ exp: 0 })).replace('"exp":0', '"exp":1e400'))],
      ['exp beyond every date', signedToken(claims({ exp: 1e15 }))],
      ['nbf in the future', signedToken(claims({ nbf: inSeconds(DAY_SECONDS / 2) }))],
      ['nbf as a string', signedToken(claims({ nbf: '0' }))],
      ['no user', signedToken(claims({ sub: undefined }))],
      ['a sub that is no number, whatever user_id says', signedToken(claims({ sub: 'admin', user_id: 1 }))],
      ['a negative user', signedToken(claims({ sub: '-1' }))],
      ['a fraction of a user', signedToken(claims({ sub: 1.5 }))],
      ['a user beyond the safe integers', signedToken(claims({ sub: '9007199254740992' }))],
      ['a sub with a leading zero', signedToken(claims({ sub: '01' }))],
      ['a user_id with a leading zero', signedToken(claims({ sub: undefined, user_id: '007' }))],
      ['a sub with an exponent', signedToken(claims({ sub: '1e3' }))],
      ['a sub with a space', signedToken(claims({ sub: ' 42' }))],
      ['an empty sub', signedToken(claims({ sub: '' }))],
      ['a sub that is a list', signedToken(claims({ sub: ['42'] }))],
      ['an email that is no text', signedToken(claims({ email: 5 }))],
      ['an email with NUL', signedToken(claims({ email: 'u\0@example.com' }))],
      ['an email with a lone surrogate', signedToken(claims({ email: '\ud800@example.com' }))],
      ['an email of 321 characters', signedToken(claims({ email: `${'u'.repeat(309)}@example.com` }))],
    ];
    for (const [what, token] of refused) {
      it(what, async () => {
        const { status, wwwAuthenticate, body } = await server.ask(`Bearer ${token}`);
        expect({ status, code: body.code }).to.deep.equal({ status: 401, code: 'token_invalid' });
        expect(wwwAuthenticate).to.match(
          /^Bearer error="invalid_token", error_description="[\x20\x21\x23-\x5b\x5d-\x7e]+"$/,
        );
      });
    }

    it('a token that is not valid yet, naming the cause', async () => {
      const { body } = await server.ask(`Bearer ${signedToken(claims({ nbf: inSeconds(DAY_SECONDS / 2) }))}`);
      expect(body.message).to.contain('is not valid yet');
    });

    for (const [what, overrides] of [
      ['a token that expired a second ago', { exp: inSeconds(-1) }],
      ['one that expired before 1970', { exp: -1 }],
    ] as const) {
      it(`rejects ${what}, naming the cause`, async () => {
        const { status, wwwAuthenticate, body } = await server.ask(`Bearer ${signedToken(claims(overrides))}`);
        expect({ status, code: body.code }).to.deep.equal({ status: 401, code: 'token_expired' });
        expect(wwwAuthenticate).to.match(/^Bearer error="invalid_token", error_description="The token has expired/);
      });
    }
  });

  describe('recognises operators by their claims', () => {
    for (const [claim, operator] of OPERATOR_CLAIM_ROWS) {
      it(`${JSON.stringify(claim)}: ${operator ? 'yes' : 'no'}`, async () => {
        const { body } = await server.ask(`Bearer ${signedToken(claims(claim))}`);
        expect(body.operator).to.equal(operator);
      });
    }
  });
});

describe('authenticate, configured', () => {
  const withServer = async (
    options: Parameters<typeof startSignInServer>[0],
    use: (server: SignInServer) => Promise<void>,
  ) => {
    const server = await startSignInServer(options);
    try {
      await use(server);
    } finally {
      await server.stop();
    }
  };

  it('accepts exactly the algorithm that is configured', () =>
    withServer({ secret: SECRET, algorithm: 'HS512' }, async (server) => {
      const hs512 = signedToken(claims(), { header: { alg: 'HS512', typ: 'JWT' }, hash: 'sha512' });
      expect((await server.ask(`Bearer ${hs512}`)).status).to.equal(200);
      expect((await server.ask(`Bearer ${signedToken(claims())}`)).status).to.equal(401);
    }));

  it('requires the configured issuer and audience', () =>
    withServer({ secret: SECRET, issuer: 'https://id.example', audience: 'orders' }, async (server) => {
      const statusOf = async (overrides: Record<string, unknown>) =>
        (await server.ask(`Bearer ${signedToken(claims(overrides))}`)).status;
      expect(await statusOf({ iss: 'https://id.example', aud: 'orders' })).to.equal(200);
      expect(await statusOf({ iss: 'https://id.example', aud: ['shop', 'orders'] })).to.equal(200);
      expect(await statusOf({ iss: 'https://id.example', aud: 'shop' })).to.equal(401);
      expect(await statusOf({ iss: 'https://id.example' })).to.equal(401);
      expect(await statusOf({ iss: 'https://other.example', aud: 'orders' })).to.equal(401);
      expect(await statusOf({ aud: 'orders' })).to.equal(401);
    }));

  it('tolerates the configured clock difference', () =>
    withServer({ secret: SECRET, clockToleranceSeconds: 60 }, async (server) => {
      expect((await server.ask(`Bearer ${signedToken(claims({ exp: inSeconds(-30) }))}`)).status).to.equal(200);
      expect((await server.ask(`Bearer ${signedToken(claims({ nbf: inSeconds(30) }))}`)).status).to.equal(200);
      expect((await server.ask(`Bearer ${signedToken(claims({ exp: inSeconds(-90) }))}`)).status).to.equal(401);
    }));

  it('makes operators of the users whom the configuration names, beside those of the tokens', () =>
    withServer(
      { secret: SECRET, operators: { userIds: new Set([7]), emails: new Set(['ann@x.org']) } },
      async (server) => {
        const isOperator = async (overrides: Record<string, unknown>) =>
          (await server.ask(`Bearer ${signedToken(claims(overrides))}`)).body.operator;
        expect(await isOperator({ sub: '7' })).to.equal(true);
        expect(await isOperator({ email: 'Ann@X.org' })).to.equal(true);
        expect(await isOperator({ role: 'operator' })).to.equal(true);
        expect(await isOperator({})).to.equal(false);
      },
    ));

  it('requires a secret', () => expect(() => authenticate({ secret: '' })).to.throw(RangeError));
});

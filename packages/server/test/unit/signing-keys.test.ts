import { expect } from 'chai';
import {
  SignJWT,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  importJWK,
  type CryptoKey,
  type GenerateKeyPairResult,
} from 'jose';
import { startKeyServer, type KeyServer } from '../support/key-server.js';
import { claims, signedToken } from '../support/signed-token.js';
import { startSignInServer, type SignInServer } from '../support/sign-in-server.js';

function sign(key: CryptoKey, alg: string, kid?: string, sub = '42'): Promise<string> {
  return new SignJWT(claims({ sub }))
    .setProtectedHeader({ alg, typ: 'JWT', ...(kid === undefined ? {} : { kid }) })
    .sign(key);
}

describe('keys of an identity provider', () => {
  let rsa: GenerateKeyPairResult;
  let ec: GenerateKeyPairResult;
  let stranger: GenerateKeyPairResult;
  let keys: KeyServer;
  let server: SignInServer;

  before(async () => {
    [rsa, ec, stranger] = await Promise.all([
      generateKeyPair('RS256', { extractable: true }),
      generateKeyPair('ES256', { extractable: true }),
      generateKeyPair('RS256', { extractable: true }),
    ]);
  });
  beforeEach(async () => {
    keys = await startKeyServer([
      { ...(await exportJWK(rsa.publicKey)), kid: 'rsa', use: 'sig' },
      { ...(await exportJWK(ec.publicKey)), kid: 'ec', use: 'sig' },
    ]);
    server = await startSignInServer({ jwksUrl: keys.url });
  });
  afterEach(async () => {
    await server.stop();
    await keys.stop();
  });

  async function expectRefusal(token: string): Promise<void> {
    const { status, body } = await server.ask(`Bearer ${token}`);
    expect({ status, code: body.code }).to.deep.equal({ status: 401, code: 'token_invalid' });
  }

  it('verify RS256 and ES256, with and without a kid, after one fetch', async () => {
    const tokens = await Promise.all([
      sign(rsa.privateKey, 'RS256', 'rsa'),
      sign(ec.privateKey, 'ES256', 'ec'),
      sign(rsa.privateKey, 'RS256'),
    ]);
    for (const token of tokens) expect((await server.ask(`Bearer ${token}`)).body).to.include({ userId: 42 });
    expect(keys.requests).to.equal(1);
  });

  it('are fetched once for simultaneous tokens', async () => {
    const tokens = await Promise.all(['1', '2', '3', '4'].map((sub) => sign(rsa.privateKey, 'RS256', 'rsa', sub)));
    const replies = await Promise.all(tokens.map((token) => server.ask(`Bearer ${token}`)));
    expect(replies.map(({ body }) => body.userId)).to.deep.equal([1, 2, 3, 4]);
    expect(keys.requests).to.equal(1);
  });

  it('rotate without a refused token: the new key is published, signs, and then the old one is withdrawn', async () => {
    const next = await generateKeyPair('RS256', { extractable: true });
    const [oldKey, newKey] = await Promise.all([
      exportJWK(rsa.publicKey).then((jwk) => ({ ...jwk, kid: 'rsa' })),
      exportJWK(next.publicKey).then((jwk) => ({ ...jwk, kid: 'next' })),
    ]);
    const publish = (...published: object[]): void => {
      keys.answer = { status: 200, body: JSON.stringify({ keys: published }) };
    };
    let sub = 0;
    const askMany = async (key: CryptoKey, kid: string): Promise<void> => {
      const tokens = await Promise.all(Array.from({ length: 20 }, () => sign(key, 'RS256', kid, String((sub += 1)))));
      const replies = await Promise.all(tokens.map((token) => server.ask(`Bearer ${token}`)));
      expect(replies.map(({ status }) => status)).to.deep.equal(tokens.map(() => 200));
    };
    publish(oldKey, newKey);
    await askMany(rsa.privateKey, 'rsa');
    await Promise.all([askMany(rsa.privateKey, 'rsa'), askMany(next.privateKey, 'next')]);
    publish(newKey);
    await Promise.all([askMany(rsa.privateKey, 'rsa'), askMany(next.privateKey, 'next')]);
    expect(keys.requests).to.equal(1);
  });

  it('are selected by the kid among several of one algorithm; a token without one is ambiguous', async () => {
    const other = await generateKeyPair('RS256', { extractable: true });
    keys.answer = {
      status: 200,
      body: JSON.stringify({
        keys: [
          { ...(await exportJWK(rsa.publicKey)), kid: 'old' },
          { ...(await exportJWK(other.publicKey)), kid: 'new' },
        ],
      }),
    };
    const signed = await sign(other.privateKey, 'RS256', 'new');
    expect((await server.ask(`Bearer ${signed}`)).body).to.include({ userId: 42 });
    await expectRefusal(await sign(other.privateKey, 'RS256', 'old'));
    await expectRefusal(await sign(other.privateKey, 'RS256'));
  });

  it('reject tokens signed by another key', async () => {
    await expectRefusal(await sign(stranger.privateKey, 'RS256', 'rsa'));
  });

  it('reject an unknown kid, without a fetch for each', async () => {
    for (const kid of ['a', 'b', '../rsa', 'https://elsewhere.example/key']) {
      await expectRefusal(await sign(stranger.privateKey, 'RS256', kid));
    }
    expect(keys.requests).to.equal(1);
  });

  it("ignore keys and URLs in a token's header", async () => {
    const jwk = await exportJWK(stranger.publicKey);
    const elsewhere = await startKeyServer([{ ...jwk, kid: 'rsa' }]);
    try {
      const token = await new SignJWT(claims())
        .setProtectedHeader({ alg: 'RS256', kid: 'rsa', jwk, jku: elsewhere.url, x5u: elsewhere.url })
        .sign(stranger.privateKey);
      await expectRefusal(token);
      expect(elsewhere.requests).to.equal(0);
    } finally {
      await elsewhere.stop();
    }
  });

  it('are never used as a shared secret', async () => {
    const pem = await exportSPKI(rsa.publicKey);
    for (const secret of [pem, pem.trim(), JSON.stringify(await exportJWK(rsa.publicKey)), '']) {
      await expectRefusal(signedToken(claims(), { header: { alg: 'HS256', typ: 'JWT', kid: 'rsa' }, secret }));
    }
  });

  it('reject other algorithms, also of the same keys, without a fetch', async () => {
    await expectRefusal(signedToken(claims(), { header: { alg: 'none', typ: 'JWT' } }));
    for (const alg of ['RS384', 'RS512', 'PS256']) {
      const sameKey = await importJWK(await exportJWK(rsa.privateKey), alg);
      await expectRefusal(await sign(sameKey as CryptoKey, alg, 'rsa'));
    }
    expect(keys.requests).to.equal(0);
  });

  const outages: [what: string, answer: KeyServer['answer']][] = [
    ['fails', { status: 500, body: '' }],
    ['answers with HTML', { status: 200, body: '<html>Welcome</html>' }],
    ['answers with something else', { status: 200, body: '{"keys":"none"}' }],
    ['redirects', { status: 302, body: '', headers: { Location: 'http://127.0.0.1:1/' } }],
  ];
  for (const [what, answer] of outages) {
    it(`are reported unavailable when the provider ${what}, and are fetched again later`, async () => {
      const working = keys.answer;
      keys.answer = answer;
      const token = await sign(rsa.privateKey, 'RS256', 'rsa');
      const { status, body } = await server.ask(`Bearer ${token}`);
      expect({ status, code: body.code }).to.deep.equal({ status: 503, code: 'identity_provider_unavailable' });
      keys.answer = working;
      expect((await server.ask(`Bearer ${token}`)).status).to.equal(200);
    });
  }

  it('are reported unavailable when the provider cannot be reached', async () => {
    await keys.stop();
    const { body } = await server.ask(`Bearer ${await sign(rsa.privateKey, 'RS256', 'rsa')}`);
    expect(body.code).to.equal('identity_provider_unavailable');
  });

  it('are still used when the provider becomes unavailable after a fetch', async () => {
    await server.ask(`Bearer ${await sign(rsa.privateKey, 'RS256', 'rsa')}`);
    await keys.stop();
    const other = await sign(ec.privateKey, 'ES256', 'ec', '7');
    expect((await server.ask(`Bearer ${other}`)).body).to.include({ userId: 7 });
  });
});

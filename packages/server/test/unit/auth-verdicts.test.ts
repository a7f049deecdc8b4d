import { expect } from 'chai';
import jsonwebtoken from 'jsonwebtoken';
import { SECRET, claims, inSeconds, signedToken } from '../support/signed-token.js';
import { startSignInServer, type SignInServer } from '../support/sign-in-server.js';

const NOW_MS = Date.UTC(2030, 0, 1);

describe('the cache of verified tokens', () => {
  const { verify } = jsonwebtoken;
  let verifications: number;
  let nowMs: number;
  let server: SignInServer;

  beforeEach(async () => {
    verifications = 0;
    jsonwebtoken.verify = ((...args: Parameters<typeof verify>) => {
      verifications += 1;
      verify(...args);
    }) as typeof verify;
    nowMs = NOW_MS;
    server = await startSignInServer({ secret: SECRET, now: () => nowMs });
  });
  afterEach(async () => {
    jsonwebtoken.verify = verify;
    await server.stop();
  });

  function askUntil(exp: number, sub = '42') {
    return server.ask(`Bearer ${signedToken({ ...claims({ sub }), exp })}`);
  }

  it('verifies a token once, and keeps tokens apart', async () => {
    const exp = inSeconds(60, NOW_MS);
    expect((await askUntil(exp)).body).to.include({ userId: 42 });
    expect((await askUntil(exp)).body).to.include({ userId: 42 });
    expect(verifications).to.equal(1);
    expect((await askUntil(exp, '43')).body).to.include({ userId: 43 });
    expect(verifications).to.equal(2);
  });

  it('refuses a token that does not verify without verifying it again', async () => {
    const forged = `Bearer ${signedToken(claims({ exp: inSeconds(60, NOW_MS) }), { secret: 'of someone else' })}`;
    for (let asked = 0; asked < 3; asked += 1) {
      expect((await server.ask(forged)).body).to.include({ code: 'token_invalid' });
    }
    expect(verifications).to.equal(1);
    expect((await askUntil(inSeconds(60, NOW_MS))).status).to.equal(200);
  });

  it('expires with the token, to the millisecond', async () => {
    const exp = inSeconds(60, NOW_MS);
    await askUntil(exp);
    nowMs = exp * 1000 - 1;
    expect((await askUntil(exp)).status).to.equal(200);
    nowMs = exp * 1000;
    expect((await askUntil(exp)).body).to.include({ code: 'token_expired' });
  });

  it('expires after five minutes, in case the key was revoked', async () => {
    const exp = inSeconds(3600, NOW_MS);
    await askUntil(exp);
    nowMs += 299_999;
    await askUntil(exp);
    expect(verifications).to.equal(1);
    nowMs += 1;
    await askUntil(exp);
    expect(verifications).to.equal(2);
  });

  it('does not keep rejected tokens', async () => {
    const refused = () => server.ask(`Bearer ${signedToken({ sub: '42' })}`);
    expect((await refused()).status).to.equal(401);
    expect((await refused()).status).to.equal(401);
    expect(verifications).to.equal(2);
  });
});

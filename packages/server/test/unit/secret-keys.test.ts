import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { createToken } from '../../src/create-token.js';
import { readConfig } from '../../src/config.js';
import type { SecretSource } from '../../src/ports/key-source.js';
import { claims, inSeconds, SECRET, signedToken } from '../support/signed-token.js';
import { startSignInServer, type SignInServer } from '../support/sign-in-server.js';

const NEW_SECRET = randomBytes(32).toString('base64url');
const THIRD_SECRET = randomBytes(32).toString('base64url');

function key(kid: string, secret: string): Record<string, string> {
  return { kty: 'oct', kid, k: Buffer.from(secret).toString('base64url') };
}

function read(env: Record<string, string>, readText?: (path: string) => string) {
  return readConfig(
    { DATABASE_URL: 'postgresql://u@db/d', PRODUCT_SERVICE_URL: 'http://products', RABBITMQ_URL: 'none', ...env },
    readText,
  );
}

function keySource(env: Record<string, string>, readText?: (path: string) => string): SecretSource {
  const { config, problems } = read(env, readText);
  expect(problems).to.deep.equal([]);
  return config!.signIn as SecretSource;
}

describe('SECRET_KEY and SECRET_KEYS', () => {
  const both = { SECRET_KEY: SECRET, SECRET_KEYS: JSON.stringify({ keys: [key('2026-12', NEW_SECRET)] }) };
  let server: SignInServer | undefined;

  afterEach(async () => {
    await server?.stop();
    server = undefined;
  });

  const answerTo = async (token: string): Promise<string | number> => {
    const { status, body } = await server!.ask(`Bearer ${token}`);
    return body.code ?? status;
  };
  const withKid = (kid: string, secret: string): string =>
    signedToken(claims(), { header: { alg: 'HS256', typ: 'JWT', kid }, secret });

  it('accept tokens of either secret; a kid that is known selects its key', async () => {
    server = await startSignInServer(keySource(both));
    expect(await answerTo(signedToken(claims(), { secret: SECRET }))).to.equal(200);
    expect(await answerTo(signedToken(claims(), { secret: NEW_SECRET }))).to.equal(200);
    expect(await answerTo(withKid('2026-12', NEW_SECRET))).to.equal(200);
    expect(await answerTo(withKid('2026-12', SECRET))).to.equal('token_invalid');
    expect(await answerTo(withKid("of the shop's own", SECRET))).to.equal(200);
    expect(await answerTo(withKid('2026-12', THIRD_SECRET))).to.equal('token_invalid');
    expect(await answerTo(signedToken(claims(), { secret: THIRD_SECRET }))).to.equal('token_invalid');
  });

  it('report a token that has expired as such, whichever secret has signed it', async () => {
    server = await startSignInServer(keySource(both));
    for (const secret of [SECRET, NEW_SECRET]) {
      expect(await answerTo(signedToken(claims({ exp: inSeconds(-60) }), { secret }))).to.equal('token_expired');
    }
  });

  it('follow their files: a new secret is accepted at once, and a withdrawn one refused at once', async () => {
    const files: Record<string, string> = { '/key': SECRET };
    let renew = (): boolean => false;
    const source = keySource({ SECRET_KEY_FILE: '/key', SECRET_KEYS_FILE: '/keys' }, (path) => files[path] ?? '');
    server = await startSignInServer({ ...source, onRenewable: (found) => (renew = found) });
    const [old, next] = [SECRET, NEW_SECRET].map((secret) => signedToken(claims(), { secret })) as [string, string];
    expect([await answerTo(old), await answerTo(next)]).to.deep.equal([200, 'token_invalid']);

    files['/keys'] = both.SECRET_KEYS;
    expect([renew(), renew()]).to.deep.equal([true, false]);
    expect([await answerTo(old), await answerTo(next)]).to.deep.equal([200, 200]);

    files['/key'] = 'too "short"';
    files['/keys'] = '{"keys": [{"kty": "oct"';
    expect(renew).to.throw(Error, 'SECRET_KEYS is not a JSON Web Key Set');
    expect([await answerTo(old), await answerTo(next)]).to.deep.equal([200, 200]);

    files['/key'] = '';
    files['/keys'] = both.SECRET_KEYS;
    expect(renew()).to.equal(true);
    expect([await answerTo(old), await answerTo(next)]).to.deep.equal(['token_invalid', 200]);
  });

  it('rotate under load without a refused token', async () => {
    const files: Record<string, string> = { '/key': SECRET, '/keys': '' };
    let renew = (): boolean => false;
    const source = keySource({ SECRET_KEY_FILE: '/key', SECRET_KEYS_FILE: '/keys' }, (path) => files[path] ?? '');
    server = await startSignInServer({ ...source, onRenewable: (found) => (renew = found) });
    let sub = 0;
    const askMany = (secret: string): Promise<(string | number)[]> =>
      Promise.all(
        Array.from({ length: 50 }, () => answerTo(signedToken(claims({ sub: String((sub += 1)) }), { secret }))),
      );
    const beforeTheNew = askMany(SECRET);
    files['/keys'] = both.SECRET_KEYS;
    renew();
    const answers = [await beforeTheNew, await askMany(SECRET), await askMany(NEW_SECRET)];
    const beforeTheEndOfTheOld = askMany(NEW_SECRET);
    files['/key'] = '';
    renew();
    answers.push(await beforeTheEndOfTheOld, await askMany(NEW_SECRET));
    expect(answers.flat()).to.deep.equal(Array.from({ length: 250 }, () => 200));
    expect(new Set(await askMany(SECRET))).to.deep.equal(new Set(['token_invalid']));
  });

  it('sign with the first: SECRET_KEY, or else the first of the set, whose kid the token has', () => {
    const sign = (env: Record<string, string>): string =>
      createToken(
        { userId: 7, email: undefined, role: undefined, expiresInSeconds: 60 },
        read(env).config!.signIn as Parameters<typeof createToken>[1],
      );
    const headerOf = (token: string): unknown => JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString());
    expect(headerOf(sign(both))).to.deep.equal({ alg: 'HS256', typ: 'JWT' });
    expect(headerOf(sign({ SECRET_KEYS: both.SECRET_KEYS }))).to.deep.include({ kid: '2026-12' });
  });

  const problems: [what: string, keys: unknown, problem: RegExp][] = [
    ['no JSON', 'secret', /^SECRET_KEYS is not a JSON Web Key Set/],
    ['no key', { keys: [] }, /^SECRET_KEYS is not/],
    ['a public key', { keys: [{ kty: 'RSA', kid: 'a', n: 'AQ', e: 'AQAB' }] }, /^SECRET_KEYS is not/],
    ['a key without a kid', { keys: [{ kty: 'oct', k: 'AAAA' }] }, /^SECRET_KEYS is not/],
    ['a key of another algorithm', { keys: [{ ...key('a', SECRET), alg: 'HS512' }] }, /^SECRET_KEYS is not/],
    ['one kid twice', { keys: [key('a', SECRET), key('a', NEW_SECRET)] }, /two keys with one kid/],
  ];
  for (const [what, keys, problem] of problems) {
    it(`are a problem with ${what}, which is not quoted`, () => {
      const text = typeof keys === 'string' ? keys : JSON.stringify(keys);
      const found = read({ SECRET_KEY: SECRET, SECRET_KEYS: text }).problems;
      expect(found).to.have.lengthOf(1);
      expect(found[0]).to.match(problem);
    });
  }

  it('warn about a short key by its kid', () => {
    const { warnings } = read({ SECRET_KEYS: JSON.stringify({ keys: [key('weak', 'short')] }) });
    expect(warnings).to.deep.equal([
      'The key "weak" of SECRET_KEYS is shorter than 32 bytes and can be guessed. Use a longer one.',
    ]);
  });
});

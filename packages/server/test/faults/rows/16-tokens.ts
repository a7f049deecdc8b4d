import { createHmac, generateKeyPairSync } from 'node:crypto';
import { claims, inSeconds, signedToken, type TokenParts } from '../../support/signed-token.js';
import type { Rig } from '../rig/rig.js';
import type { Row, Environment } from '../row.js';

const ISSUER = 'https://users.example.com';
const AUDIENCE = 'orders';
const GOOD = { iss: ISSUER, aud: AUDIENCE };
const PUBLIC_KEY = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .publicKey.export({ type: 'spki', format: 'pem' })
  .toString();

/** Tokens that must be rejected, by what is wrong with them. */
function invalidTokens(secret: string): Record<string, string> {
  const signed = (overrides: Record<string, unknown>, parts: TokenParts = {}): string =>
    signedToken(claims({ ...GOOD, ...overrides }), { secret, ...parts });
  const good = signed({});
  const header = (members: Record<string, unknown>): TokenParts => ({
    header: { alg: 'HS256', typ: 'JWT', ...members },
  });
  return {
    'no algorithm': `${signed({}, header({ alg: 'none' }))
      .split('.')
      .slice(0, 2)
      .join('.')}.`,
    'no algorithm, in capitals': `${signed({}, header({ alg: 'NONE' }))
      .split('.')
      .slice(0, 2)
      .join('.')}.`,
    'HS512 with the right secret': signed({}, { ...header({ alg: 'HS512' }), hash: 'sha512' }),
    'HS384 with the right secret': signed({}, { ...header({ alg: 'HS384' }), hash: 'sha384' }),
    'RS256 signed as HS256 with a public key': signed({}, { ...header({ alg: 'RS256' }), secret: PUBLIC_KEY }),
    'HS256 with a public key': signed({}, { secret: PUBLIC_KEY }),
    'no exp': signed({ exp: undefined }),
    'exp as text': signed({ exp: 'tomorrow' }),
    expired: signed({ exp: inSeconds(-5) }),
    'not valid yet': signed({ nbf: inSeconds(600) }),
    'an unknown crit': signed({}, header({ crit: ['x'], x: 1 })),
    'an unencoded payload': signed({}, header({ crit: ['b64'], b64: false })),
    'a list as payload': signedToken([claims(GOOD)], { secret }),
    'a text as payload': signedToken('"me"', { secret }),
    'another issuer': signed({ iss: 'https://evil.example.com' }),
    'no issuer': signed({ iss: undefined }),
    'another audience': signed({ aud: 'billing' }),
    'no audience': signed({ aud: undefined }),
    'another secret': signed({}, { secret: 'another secret, just as long as that one' }),
    'an empty secret': signed({}, { secret: '' }),
    'no user': signed({ sub: undefined }),
    'a user id that is not a number': signed({ sub: '1 OR 1=1' }),
    'a user id beyond int8': signed({ sub: '9223372036854775808' }),
    'a changed signature': `${good.slice(0, -4)}AAAA`,
    'no signature': good.slice(0, good.lastIndexOf('.') + 1),
    'a token in a token': signedToken({ token: good }, { secret }),
    'a signature by another key id': signed(
      {},
      { ...header({ kid: '../../dev/null' }), secret: createHmac('sha256', '').digest('hex') },
    ),
  };
}

const ROUTES: readonly (readonly [method: string, target: string])[] = [
  ['GET', '/api/v1/orders'],
  ['POST', '/api/v1/orders'],
  ['GET', '/api/v1/orders/1'],
  ['PATCH', '/api/v1/orders/1/status'],
  ['GET', '/api/v1/orders/1/events'],
  ['GET', '/api/v1/events'],
];

async function sendInvalidTokens({ rig, nextRound }: Environment): Promise<void> {
  while (nextRound()) {
    for (const [what, token] of Object.entries(invalidTokens(rig.secret))) {
      for (const [method, target] of ROUTES) await expectUnauthorized(rig, what, token, method, target);
    }
    const good = signedToken(claims(GOOD), { secret: rig.secret });
    const answer = await rig.ask(good, 'GET', '/api/v1/orders');
    if (answer.status !== 200) rig.report('G', `a valid token got ${answer.status}`);
  }
}

async function expectUnauthorized(
  rig: Rig,
  what: string,
  token: string,
  method: string,
  target: string,
): Promise<void> {
  const json = method === 'POST' ? { items: [{ product_id: 1, quantity: 1 }] } : { status: 'confirmed' };
  const { status } = await rig.ask(token, method, target, method === 'GET' ? {} : { json });
  if (status !== 401) rig.report('G', `a token with ${what} got ${status} from ${method} ${target}`);
}

export const tokens: Row = {
  number: 16,
  title: 'Invalid tokens',
  promises: 'ABDFG',
  scenarios: [
    {
      name: 'invalid tokens',
      rig: { variables: { JWT_ISSUER: ISSUER, JWT_AUDIENCE: AUDIENCE, LOG_LEVEL: 'info' } },
      withoutLoad: true,
      weight: 0.1,
      run: sendInvalidTokens,
    },
  ],
};

import type { Me } from '@order-service/sdk';
import { claimedCaller, describeCaller, expiry, verifiedCaller } from '../caller.js';
import type { RawResponse } from '../../session/raw-request.js';
import { decodeToken } from '../../session/token.js';
import { parseJson } from './parse-json.js';
import { failed, ok, skipped, warning, type Check } from './check.js';

const SOON_MS = 5 * 60_000;
const NAME = 'Token';

/** Whether there is a token that, according to its claims, does not expire soon. */
export function checkToken(token: string | undefined, source: string | undefined, now: Date): Check {
  if (token === undefined) return failed(NAME, 'There is none.', 'Run orders login.');
  const claims = decodeToken(token);
  if (!claims) return warning(NAME, 'It is not a JSON Web Token.', 'Only the service can check it.');
  const claimed = describeCaller(claimedCaller(claims));
  const finding = `It claims: ${claimed}; from ${source ?? 'nowhere'}, ${expiry(claims, now)}.`;
  if (!claims.expiresAt) return failed(NAME, finding, 'The service accepts only tokens that expire. Run orders login.');
  if (claims.expiresAt <= now) return failed(NAME, finding, 'Run orders login.');
  if (claims.expiresAt.getTime() - now.getTime() < SOON_MS) return warning(NAME, finding, 'Run orders login soon.');
  return ok(NAME, finding);
}

/** Whether the service accepts the token, from the answer of `/api/v1/me`. */
export function checkSignIn(answer: RawResponse | Error | undefined): Check {
  const name = 'Sign-in';
  if (!answer) return skipped(name, 'Not tried.');
  if (answer instanceof Error) return failed(name, answer.message, 'Is the service overloaded? orders health');
  const me = readMe(answer);
  if (me) return ok(name, `The service accepts the token: ${describeCaller(verifiedCaller(me))}.`);
  if (answer.status === 401) {
    return failed(name, 'The service does not accept the token.', 'Is it for this service? Run orders login.');
  }
  return failed(
    name,
    `The service answers ${answer.status}.`,
    `Look for request ${answer.requestId ?? ''} in its logs.`,
  );
}

/** Parses the answer of `/api/v1/me`; undefined if it is not one. */
export function readMe(answer: RawResponse | Error | undefined): Me | undefined {
  if (!answer || answer instanceof Error || answer.status !== 200) return undefined;
  const me = parseJson(answer.body) as Partial<Me> | undefined;
  return me && typeof me.operator === 'boolean' && typeof me.expires_at === 'string' ? (me as Me) : undefined;
}

import { describeToken, expiry } from '../token-text.js';
import type { RawResponse } from '../../session/raw-request.js';
import { decodeToken } from '../../session/token.js';
import { failed, ok, skipped, warning, type Check } from './check.js';

const SOON_MS = 5 * 60_000;
const NAME = 'Token';

/** Whether there is a token that still holds for a while. */
export function checkToken(token: string | undefined, source: string | undefined, now: Date): Check {
  if (token === undefined) return failed(NAME, 'There is none.', 'Run orders login.');
  const claims = decodeToken(token);
  if (!claims) return warning(NAME, 'It is not a JSON Web Token.', 'Only the service can tell whether it is good.');
  const finding = `${describeToken(claims)}; from ${source ?? 'nowhere'}, ${expiry(claims, now)}.`;
  if (!claims.expiresAt) return failed(NAME, finding, 'The service takes only tokens that end. Run orders login.');
  if (claims.expiresAt <= now) return failed(NAME, finding, 'Run orders login.');
  if (claims.expiresAt.getTime() - now.getTime() < SOON_MS) return warning(NAME, finding, 'Run orders login soon.');
  return ok(NAME, finding);
}

/** Whether the service takes the token. */
export function checkSignIn(answer: RawResponse | Error | undefined): Check {
  const name = 'Sign-in';
  if (!answer) return skipped(name, 'Not tried.');
  if (answer instanceof Error) return failed(name, answer.message, 'Is the service overloaded? orders health');
  if (answer.status === 200) return ok(name, 'The service takes the token.');
  if (answer.status === 401) {
    return failed(name, 'The service refuses the token.', 'Is it for this service? Run orders login.');
  }
  return failed(
    name,
    `The service answers ${answer.status}.`,
    `Look for request ${answer.requestId ?? ''} in its logs.`,
  );
}

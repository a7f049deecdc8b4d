import type { Caller } from '../domain/caller.js';
import { isStorableText } from '../domain/text.js';
import { TokenInvalidError } from './auth-errors.js';

/** RFC 5321: 64 for the local part, 255 for the domain, and the @. */
const MAX_EMAIL_LENGTH = 320;

/** The last second that a `Date` can hold: what claims to expire later does not mean a time. */
const LAST_NUMERIC_DATE = 8.64e12;

const OPERATOR_ROLES = ['operator', 'admin'];
const OPERATOR_SCOPE = 'orders:manage';

/** What a token with a good signature says. */
export interface Identity {
  readonly caller: Caller;
  /** Milliseconds since 1970. */
  readonly expiresAtMs: number;
}

/**
 * Reads what the service needs out of verified claims, and refuses what a signature alone lets pass.
 * @throws TokenInvalidError
 */
export function readClaims(claims: unknown): Identity {
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) {
    throw new TokenInvalidError('has no claims');
  }
  const { sub, user_id, email, exp, role, scope } = claims as Record<string, unknown>;
  if (typeof exp !== 'number' || !(exp <= LAST_NUMERIC_DATE))
    throw new TokenInvalidError('does not say when it expires');
  return {
    caller: {
      userId: readUserId(sub ?? user_id),
      email: readEmail(email),
      operator: words(role).some((word) => OPERATOR_ROLES.includes(word)) || words(scope).includes(OPERATOR_SCOPE),
    },
    expiresAtMs: exp * 1000,
  };
}

/** An integer, or a string of digits. */
function readUserId(claim: unknown): number {
  const userId = typeof claim === 'string' && /^\d{1,16}$/.test(claim) ? Number(claim) : claim;
  if (!Number.isSafeInteger(userId) || (userId as number) < 0) {
    throw new TokenInvalidError('does not name a user by number');
  }
  return userId as number;
}

function readEmail(claim: unknown): string {
  const email = claim ?? '';
  if (typeof email !== 'string' || email.length > MAX_EMAIL_LENGTH || !isStorableText(email)) {
    throw new TokenInvalidError('has an email that is no address');
  }
  return email;
}

/** The words of a claim that is a space-separated string (RFC 8693 `scope`) or an array of strings. */
function words(claim: unknown): readonly string[] {
  if (typeof claim === 'string') return claim.split(' ');
  return Array.isArray(claim) ? claim.filter((word) => typeof word === 'string') : [];
}

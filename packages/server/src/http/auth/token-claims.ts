import { MAX_EMAIL_LENGTH, type Caller } from '../../domain/caller.js';
import { isStorableText } from '../../wire/storable-text.js';
import { TokenInvalidError } from '../problems/auth-errors.js';
import { contract } from '../contract/document.js';

/** The values that make a token an operator's, by the name of the claim. */
const OPERATOR_CLAIMS = contract.components.securitySchemes.bearerAuth['x-operator-claims'];

/** The last second that a `Date` can hold. An `exp` beyond it is not a time. */
const MAX_NUMERIC_DATE = 8.64e12;

/** What a verified token says. */
export interface Identity {
  readonly caller: Caller;
  /** The values of the claims `role` and `scope`. */
  readonly roles: readonly string[];
  readonly scopes: readonly string[];
  /** Milliseconds since 1970. */
  readonly expiresAtMs: number;
}

/**
 * Reads what the service needs from verified claims, and refuses claims that the verification accepts but that are not
 * usable.
 * @throws TokenInvalidError
 */
export function readClaims(claims: unknown): Identity {
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) {
    throw new TokenInvalidError('has no claims');
  }
  const named = claims as Record<string, unknown>;
  const { sub, user_id, email, exp } = named;
  if (typeof exp !== 'number' || !(exp <= MAX_NUMERIC_DATE))
    throw new TokenInvalidError('does not say when it expires');
  return {
    caller: {
      userId: readUserId(sub ?? user_id),
      email: readEmail(email),
      operator: Object.entries(OPERATOR_CLAIMS).some(([name, values]) =>
        valuesOf(named, name).some((value) => values.includes(value)),
      ),
    },
    roles: valuesOf(named, 'role'),
    scopes: valuesOf(named, 'scope'),
    expiresAtMs: exp * 1000,
  };
}

/** An integer, or its decimal digits. Leading zeros are refused, so that ids which differ as text are different users. */
function readUserId(claim: unknown): number {
  const userId = typeof claim === 'string' && /^(0|[1-9]\d{0,15})$/.test(claim) ? Number(claim) : claim;
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

/** The values of a claim: the string that it is, or the strings of an array. `scope` is split at spaces (RFC 8693). */
function valuesOf(claims: Record<string, unknown>, name: string): readonly string[] {
  const claim = claims[name];
  if (typeof claim === 'string') return name === 'scope' ? claim.split(' ').filter(Boolean) : [claim];
  return Array.isArray(claim) ? claim.filter((value) => typeof value === 'string') : [];
}

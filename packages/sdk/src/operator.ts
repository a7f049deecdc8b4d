import { OPERATOR_CLAIMS } from './generated/values.js';

/**
 * Whether a token with these claims is an operator's, by the contract's rule. The claims are those of a decoded JSON Web
 * Token (RFC 7519); nothing is verified here. `client.me()` asks the service, which verifies the token as well.
 */
export function isOperator(claims: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(OPERATOR_CLAIMS).some(([name, values]) =>
    claimValues(name, claims[name]).some((value) => values.some((known) => known === value)),
  );
}

/** A claim is one value or an array of them; `scope` as a string is a list separated by spaces (RFC 8693). */
function claimValues(name: string, claim: unknown): readonly unknown[] {
  if (Array.isArray(claim)) return claim;
  return name === 'scope' && typeof claim === 'string' ? claim.split(' ') : [claim];
}

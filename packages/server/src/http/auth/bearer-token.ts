import { AuthenticationRequiredError, TokenInvalidError } from '../problems/auth-errors.js';

const MAX_TOKEN_LENGTH = 8 * 1024;

/** RFC 6750, section 2.1. */
const BEARER = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i;

/**
 * The token of an `Authorization` header. Tokens elsewhere in a request are ignored.
 * @throws AuthenticationRequiredError when the header is absent or has another scheme.
 * @throws TokenInvalidError when it does not have exactly one token, or the token is too long.
 */
export function bearerToken(authorization: string): string {
  const credentials = authorization.trim();
  if (!/^Bearer( |$)/i.test(credentials)) throw new AuthenticationRequiredError();
  if (credentials.length > MAX_TOKEN_LENGTH) throw new TokenInvalidError('is too long');
  const token = BEARER.exec(credentials)?.[1];
  if (token === undefined) throw new TokenInvalidError('is malformed');
  return token;
}

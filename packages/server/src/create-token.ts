import jsonwebtoken from 'jsonwebtoken';
import type { TokenOptions } from './command-line.js';
import type { SignInConfig } from './config/sign-in.js';

/** A token that the service accepts, in the form of the shop's user service: `sub` as digits, `email` and `exp`. */
export function createToken(
  { userId, email, role, expiresInSeconds }: TokenOptions,
  { secret, algorithm, issuer, audience }: Extract<SignInConfig, { readonly secret: string }>,
): string {
  const claims = {
    sub: String(userId),
    ...(email !== undefined && { email }),
    ...(role !== undefined && { role }),
    ...(issuer !== undefined && { iss: issuer }),
    ...(audience !== undefined && { aud: audience }),
  };
  return jsonwebtoken.sign(claims, secret, { algorithm, expiresIn: expiresInSeconds });
}

import jsonwebtoken from 'jsonwebtoken';
import type { TokenOptions } from './command-line.js';
import type { SignInConfig } from './config/sign-in.js';
import type { SecretSource } from './ports/key-source.js';

/** A token that the service accepts, in the form of the shop's user service: `sub` as digits, `email` and `exp`. */
export function createToken(
  { userId, email, role, expiresInSeconds }: TokenOptions,
  { secret, kid, algorithm, issuer, audience }: Extract<SignInConfig, SecretSource>,
): string {
  const claims = {
    sub: String(userId),
    ...(email !== undefined && { email }),
    ...(role !== undefined && { role }),
    ...(issuer !== undefined && { iss: issuer }),
    ...(audience !== undefined && { aud: audience }),
  };
  const key = typeof secret === 'string' ? secret : Buffer.from(secret);
  return jsonwebtoken.sign(claims, key, {
    expiresIn: expiresInSeconds,
    ...(algorithm && { algorithm }),
    ...(kid !== undefined && { keyid: kid }),
  });
}

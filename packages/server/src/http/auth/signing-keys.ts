import { createSecretKey, KeyObject } from 'node:crypto';
import { createRemoteJWKSet, errors } from 'jose';
import type { JwtHeader } from 'jsonwebtoken';
import { IdentityProviderUnavailableError, TokenInvalidError } from '../problems/auth-errors.js';

const JWKS_TIMEOUT_MS = 3_000;
/** How long after a successful fetch a token with an unknown key causes no other. */
const JWKS_COOLDOWN_MS = 30_000;
/** How long a key that was withdrawn is still accepted. */
const JWKS_MAX_AGE_MS = 600_000;

export type SecretAlgorithm = 'HS256' | 'HS384' | 'HS512';

/** Where the keys come from that tokens are verified with: a shared secret, or an identity provider. */
export type KeySource =
  | { readonly secret: string; readonly algorithm?: SecretAlgorithm | undefined }
  /** A JSON Web Key Set (RFC 7517) with RSA or P-256 keys. */
  | { readonly jwksUrl: string };

export interface SigningKeys {
  /**
   * The algorithms that are accepted. Never those of a shared secret together with those of a key pair: a public key
   * could then be used as a secret.
   */
  readonly algorithms: readonly string[];
  /** The key for a token with this header. @throws TokenInvalidError, IdentityProviderUnavailableError */
  readonly keyFor: (header: JwtHeader) => Promise<KeyObject>;
}

export function signingKeys(source: KeySource): SigningKeys {
  if ('secret' in source) {
    if (source.secret === '') throw new RangeError('The secret that tokens are signed with must not be empty');
    const key = Promise.resolve(createSecretKey(source.secret, 'utf8'));
    return { algorithms: [source.algorithm ?? 'HS256'], keyFor: () => key };
  }
  const algorithms = ['RS256', 'ES256'];
  return { algorithms, keyFor: remoteKeys(new URL(source.jwksUrl), algorithms) };
}

/**
 * Fetches and caches the keys of this one URL; the token's header selects among them. URLs and keys inside a token are
 * ignored. jose is used for this alone: jsonwebtoken, which koa-jwt brings, verifies.
 */
function remoteKeys(url: URL, algorithms: readonly string[]): (header: JwtHeader) => Promise<KeyObject> {
  const keySet = createRemoteJWKSet(url, {
    timeoutDuration: JWKS_TIMEOUT_MS,
    cooldownDuration: JWKS_COOLDOWN_MS,
    cacheMaxAge: JWKS_MAX_AGE_MS,
  });
  return async ({ alg, kid }) => {
    if (!algorithms.includes(alg)) throw new TokenInvalidError('is signed by another algorithm');
    try {
      return KeyObject.from(await keySet({ alg, ...(kid === undefined ? {} : { kid }) }));
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) {
        throw new TokenInvalidError('names no key of the identity provider', { cause: error });
      }
      throw new IdentityProviderUnavailableError({ cause: error });
    }
  };
}

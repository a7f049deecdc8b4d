import { createSecretKey, KeyObject } from 'node:crypto';
import { createRemoteJWKSet, errors } from 'jose';
import type { JwtHeader } from 'jsonwebtoken';
import type { KeySource, SecretKey, SecretSource } from '../../ports/key-source.js';
import { IdentityProviderUnavailableError, TokenInvalidError } from '../problems/auth-errors.js';

const JWKS_TIMEOUT_MS = 3_000;
/** How long after a successful fetch a token with an unknown key causes no other. */
const JWKS_COOLDOWN_MS = 5_000;
/** How long a key that was withdrawn is still accepted. */
const JWKS_MAX_AGE_MS = 600_000;

export interface SigningKeys {
  /**
   * The algorithms that are accepted. Never those of a shared secret together with those of a key pair: a public key
   * could then be used as a secret.
   */
  readonly algorithms: readonly string[];
  /**
   * The keys that a token with this header may be signed with, at least one. @throws TokenInvalidError,
   * IdentityProviderUnavailableError
   */
  readonly keysFor: (header: JwtHeader) => Promise<readonly KeyObject[]>;
  /** Reads secrets again. Returns whether they have changed. @throws Error if they cannot be used */
  readonly renew: () => boolean;
}

export function signingKeys(source: KeySource): SigningKeys {
  if ('secret' in source) return secretKeys(source);
  const algorithms = ['RS256', 'ES256'];
  const keyFor = remoteKeys(new URL(source.jwksUrl), algorithms);
  return { algorithms, keysFor: async (header) => [await keyFor(header)], renew: () => false };
}

interface KnownKey {
  readonly key: KeyObject;
  readonly kid: string | undefined;
}

/**
 * A `kid` that is known selects its key. Every other token may be signed with any key: the shop's user service writes no
 * `kid`, and one of another program says nothing here.
 */
function secretKeys(source: SecretSource): SigningKeys {
  let known = readKnown(source);
  return {
    algorithms: [source.algorithm ?? 'HS256'],
    keysFor({ kid }) {
      const named = known.filter((key) => key.kid !== undefined && key.kid === kid);
      return Promise.resolve((named.length > 0 ? named : known).map(({ key }) => key));
    },
    renew() {
      const next = source.readAgain && readKnown(source.readAgain());
      if (!next || isSame(known, next)) return false;
      known = next;
      return true;
    },
  };
}

function readKnown({ secret, kid, furtherKeys = [] }: SecretSource): readonly KnownKey[] {
  return [{ secret, ...(kid !== undefined && { kid }) }, ...furtherKeys].map((one: SecretKey): KnownKey => {
    if (one.secret.length === 0) throw new RangeError('The secret that tokens are signed with must not be empty');
    return { key: createSecretKey(Buffer.from(one.secret)), kid: one.kid };
  });
}

function isSame(some: readonly KnownKey[], others: readonly KnownKey[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ key, kid }, at) => kid === others[at]?.kid && others[at] !== undefined && key.equals(others[at].key))
  );
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

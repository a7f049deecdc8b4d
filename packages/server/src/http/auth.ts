import { hash } from 'node:crypto';
import { decodeProtectedHeader } from 'jose';
import jsonwebtoken, { type VerifyOptions } from 'jsonwebtoken';
import type { Context, Middleware } from 'koa';
import koaJwt from 'koa-jwt';
import type { Caller } from '../domain/caller.js';
import { DomainError } from '../domain/errors.js';
import { ExpiringCache } from '../concurrency/expiring-cache.js';
import { TokenExpiredError, TokenInvalidError } from './auth/auth-errors.js';
import { bearerToken } from './bearer-token.js';
import { signingKeys, type KeySource } from './signing-keys.js';
import { readClaims, type Identity } from './token-claims.js';

const MAX_VERDICTS = 10_000;
/** A verdict outlives the withdrawal of the token's key by no more than this. */
const MAX_VERDICT_AGE_MS = 300_000;

export type AuthenticationOptions = KeySource & {
  /** The `iss` that tokens must have, where one is set. */
  readonly issuer?: string | undefined;
  /** The `aud` that tokens must have, or have among others, where one is set. */
  readonly audience?: string | undefined;
  /** By how much the clock that wrote `exp` and `nbf` may differ from this one; 0 by default. */
  readonly clockToleranceSeconds?: number | undefined;
  /** Milliseconds since 1970. */
  readonly now?: (() => number) | undefined;
};

export interface AuthenticatedState {
  caller: Caller;
  identity: Identity;
}

/**
 * Middleware that sets `ctx.state.caller` and `ctx.state.identity` from the bearer token. koa-jwt verifies a token the first time; its verdict is
 * then kept by the token's hash, so that no token is kept itself, and never past the token's `exp`.
 * @throws AuthenticationRequiredError, TokenInvalidError, TokenExpiredError, IdentityProviderUnavailableError
 */
export function authenticate(options: AuthenticationOptions): Middleware<AuthenticatedState> {
  const { now = Date.now } = options;
  const identify = identifier(options, now);
  const verdicts = new ExpiringCache<string, Identity>(MAX_VERDICTS, now);

  return async (ctx, next) => {
    const token = bearerToken(ctx.get('authorization'));
    const name = hash('sha256', token, 'base64');
    let identity = verdicts.get(name);
    if (!identity) {
      identity = await identify(ctx, token);
      verdicts.set(name, identity, Math.min(identity.expiresAtMs, now() + MAX_VERDICT_AGE_MS));
    }
    ctx.state.identity = identity;
    ctx.state.caller = identity.caller;
    await next();
  };
}

/** Returns what verifies a request's token with koa-jwt and reads who it names. */
function identifier(
  options: AuthenticationOptions,
  now: () => number,
): (ctx: Context, token: string) => Promise<Identity> {
  const { issuer, audience, clockToleranceSeconds = 0 } = options;
  const { algorithms, key } = signingKeys(options);
  const verification: koaJwt.Options & Pick<VerifyOptions, 'clockTimestamp' | 'clockTolerance'> = {
    secret: key as unknown as koaJwt.Secret, // its types are older than KeyObject, which saves making a key each time
    algorithms: [...algorithms],
    ...(issuer === undefined ? {} : { issuer }),
    ...(audience === undefined ? {} : { audience }),
    clockTolerance: clockToleranceSeconds,
    // A getter, because koa-jwt hands these options to jsonwebtoken for each token anew.
    get clockTimestamp() {
      return now() / 1000;
    },
    getToken: (ctx) => bearerToken(ctx.get('authorization')),
    key: 'claims',
  };
  const verify = koaJwt(verification);

  return async (ctx, token) => {
    try {
      await verify(ctx, () => Promise.resolve());
      refuseExtensions(token);
    } catch (error) {
      throw errorFor(error);
    }
    const { claims } = ctx.state as { claims?: unknown };
    delete ctx.state.claims; // handlers know the caller alone
    return readClaims(claims);
  };
}

/** What an error of the verification means; koa-jwt wraps the one that says it. */
function errorFor(error: unknown): DomainError {
  const cause = (error as { originalError?: unknown }).originalError ?? error;
  const options = { cause };
  if (cause instanceof DomainError) return cause;
  if (cause instanceof jsonwebtoken.TokenExpiredError) return new TokenExpiredError(options);
  if (cause instanceof jsonwebtoken.NotBeforeError) return new TokenInvalidError('is not valid yet', options);
  return new TokenInvalidError('has not the signature, algorithm, issuer or audience that is asked for', options);
}

/** jsonwebtoken ignores `crit` and `b64`, by which a header says that the token means something else (RFC 7515, 7797). */
function refuseExtensions(token: string): void {
  const header = decodeProtectedHeader(token);
  if ('crit' in header || 'b64' in header) throw new TokenInvalidError('needs an extension that is not known here');
}

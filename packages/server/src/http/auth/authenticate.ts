import { hash } from 'node:crypto';
import jsonwebtoken from 'jsonwebtoken';
import type { Context, Middleware } from 'koa';
import { ExpiringCache } from '../../concurrency/expiring-cache.js';
import { withNamedRole, type Caller, type NamedOperators } from '../../domain/caller.js';
import type { DomainError } from '../../domain/errors.js';
import { TokenInvalidError } from '../problems/auth-errors.js';
import { bearerToken } from './bearer-token.js';
import type { Identity } from './token-claims.js';
import { tokenVerifier, type VerificationOptions } from './token-verifier.js';

const MAX_VERDICTS = 10_000;
/** How long a token that does not verify is refused without another look at it. */
const REFUSAL_AGE_MS = 10_000;
/** How long a verdict is kept at most, in case the token's key is withdrawn. */
const MAX_VERDICT_AGE_MS = 300_000;

const NO_OPERATORS: NamedOperators = { userIds: new Set(), emails: new Set() };

export type AuthenticationOptions = VerificationOptions & {
  /** None if absent. */
  readonly operators?: NamedOperators | undefined;
  /** Milliseconds since 1970. */
  readonly now?: (() => number) | undefined;
};

export interface AuthenticatedState {
  identity: Identity;
}

/**
 * Middleware that reads the bearer token and sets `ctx.state.identity`. koa-jwt verifies a token the first time. Its
 * verdict is then kept by the token's hash, so that no token is stored, and never beyond the token's `exp`.
 * @throws AuthenticationRequiredError, TokenInvalidError, TokenExpiredError, IdentityProviderUnavailableError
 */
export function authenticate(options: AuthenticationOptions): Middleware<AuthenticatedState> {
  const { now = Date.now, operators = NO_OPERATORS } = options;
  const verify = tokenVerifier(options, now);
  const verdicts = new ExpiringCache<string, Identity>(MAX_VERDICTS, now);

  const refusals = new ExpiringCache<string, DomainError>(MAX_VERDICTS, () => performance.now());

  async function verifyOnce(ctx: Context, tokenHash: string): Promise<Identity> {
    const refused = refusals.get(tokenHash);
    if (refused) throw refused;
    try {
      return await verify(ctx);
    } catch (error) {
      if (isForGood(error)) refusals.set(tokenHash, error, performance.now() + REFUSAL_AGE_MS);
      throw error;
    }
  }

  return async (ctx, next) => {
    const tokenHash = hash('sha256', bearerToken(ctx.get('authorization')), 'base64');
    let identity = verdicts.get(tokenHash);
    if (!identity) {
      const verified = await verifyOnce(ctx, tokenHash);
      identity = { ...verified, caller: withNamedRole(verified.caller, operators) };
      verdicts.set(tokenHash, identity, Math.min(identity.expiresAtMs, now() + MAX_VERDICT_AGE_MS));
    }
    ctx.state.identity = identity;
    await next();
  };
}

/** Whether a token was refused for what it is. One that has expired or names an unknown key depends on clocks and keys. */
function isForGood(error: unknown): error is TokenInvalidError {
  if (!(error instanceof TokenInvalidError)) return false;
  const { cause } = error;
  return cause instanceof jsonwebtoken.JsonWebTokenError && cause.name === 'JsonWebTokenError';
}

/** What the token of this request says. @throws Error where the route does not authenticate. */
export function identityOf(ctx: Context): Identity {
  const { identity } = ctx.state as Partial<AuthenticatedState>;
  if (!identity) throw new Error(`${ctx.method} ${ctx.path} is served without a token`);
  return identity;
}

/** Who makes this request. @throws Error where the route does not authenticate. */
export function callerOf(ctx: Context): Caller {
  return identityOf(ctx).caller;
}

import { hash } from 'node:crypto';
import type { Context, Middleware } from 'koa';
import { ExpiringCache } from '../../concurrency/expiring-cache.js';
import { withNamedRole, type Caller, type NamedOperators } from '../../domain/caller.js';
import { bearerToken } from './bearer-token.js';
import type { Identity } from './token-claims.js';
import { tokenVerifier, type VerificationOptions } from './token-verifier.js';

const MAX_VERDICTS = 10_000;
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

  return async (ctx, next) => {
    const tokenHash = hash('sha256', bearerToken(ctx.get('authorization')), 'base64');
    let identity = verdicts.get(tokenHash);
    if (!identity) {
      const verified = await verify(ctx);
      identity = { ...verified, caller: withNamedRole(verified.caller, operators) };
      verdicts.set(tokenHash, identity, Math.min(identity.expiresAtMs, now() + MAX_VERDICT_AGE_MS));
    }
    ctx.state.identity = identity;
    await next();
  };
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

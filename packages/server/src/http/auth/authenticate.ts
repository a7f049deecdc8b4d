import { hash } from 'node:crypto';
import jsonwebtoken from 'jsonwebtoken';
import type { Context, Middleware } from 'koa';
import { ExpiringCache } from '../../concurrency/expiring-cache.js';
import { withNamedRole, type Caller, type NamedOperators } from '../../domain/caller.js';
import { DomainError } from '../../domain/errors.js';
import type { Counts } from '../../measuring/counts.js';
import { SIGN_IN_OUTCOMES, type SignInOutcome } from '../../measuring/measurements.js';
import { TokenInvalidError } from '../problems/auth-errors.js';
import { bearerToken } from './bearer-token.js';
import { signingKeys } from './signing-keys.js';
import type { Identity } from './token-claims.js';
import { tokenVerifier, type VerificationOptions } from './token-verifier.js';

const MAX_VERDICTS = 10_000;
/** How long a token that does not verify is refused without another look at it. */
const REFUSAL_AGE_MS = 10_000;
/** How long a verdict is kept at most, in case the token's key is withdrawn. */
const MAX_VERDICT_AGE_MS = 300_000;

const NO_OPERATORS: NamedOperators = { userIds: new Set(), emails: new Set() };

export type AuthenticationOptions = VerificationOptions & {
  /** Called with a function that reads secrets again, and returns whether they have changed. */
  readonly onRenewable?: ((renew: () => boolean) => void) | undefined;
  /** None if absent. */
  readonly operators?: NamedOperators | undefined;
  /** Milliseconds since 1970. */
  readonly now?: (() => number) | undefined;
  /** Where the outcomes are counted. */
  readonly outcomes?: Counts<SignInOutcome>;
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
  const { now = Date.now, operators = NO_OPERATORS, outcomes } = options;
  const keys = signingKeys(options);
  const verify = tokenVerifier(options, keys, now);
  const verdicts = new ExpiringCache<string, Identity>(MAX_VERDICTS, now);

  const refusals = new ExpiringCache<string, DomainError>(MAX_VERDICTS, () => performance.now());

  options.onRenewable?.(() => {
    const isChanged = keys.renew();
    if (isChanged) for (const cache of [verdicts, refusals]) cache.clear(); // they were reached with the former keys
    return isChanged;
  });

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

  async function firstVerdict(ctx: Context, tokenHash: string): Promise<Identity> {
    const verified = await verifyOnce(ctx, tokenHash);
    const identity = { ...verified, caller: withNamedRole(verified.caller, operators) };
    verdicts.set(tokenHash, identity, Math.min(identity.expiresAtMs, now() + MAX_VERDICT_AGE_MS));
    outcomes?.add('verified');
    return identity;
  }

  return async (ctx, next) => {
    try {
      const tokenHash = hash('sha256', bearerToken(ctx.get('authorization')), 'base64');
      const known = verdicts.get(tokenHash);
      if (known) outcomes?.add('cached');
      ctx.state.identity = known ?? (await firstVerdict(ctx, tokenHash));
    } catch (error) {
      if (isRefusal(error)) outcomes?.add(error.code);
      throw error;
    }
    await next();
  };
}

/** Whether an error is one of the outcomes of a sign-in. */
function isRefusal(error: unknown): error is DomainError & { readonly code: SignInOutcome } {
  return error instanceof DomainError && SIGN_IN_OUTCOMES.some((outcome) => outcome === error.code);
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

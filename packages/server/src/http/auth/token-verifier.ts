import jsonwebtoken, { type JwtHeader, type VerifyOptions } from 'jsonwebtoken';
import type { Context, Middleware } from 'koa';
import koaJwt from 'koa-jwt';
import { DomainError } from '../../domain/errors.js';
import { TokenExpiredError, TokenInvalidError } from '../problems/auth-errors.js';
import { bearerToken } from './bearer-token.js';
import type { KeySource } from '../../ports/key-source.js';
import type { SigningKeys } from './signing-keys.js';
import { readClaims, type Identity } from './token-claims.js';

export type VerificationOptions = KeySource & {
  /** The `iss` that tokens must have; undefined for any. */
  readonly issuer?: string | undefined;
  /** The `aud` that tokens must have, alone or among others; undefined for any. */
  readonly audience?: string | undefined;
  /** How far the clock that wrote `exp` and `nbf` may differ from this one; 0 by default. */
  readonly clockToleranceSeconds?: number | undefined;
};

/** What koa-jwt takes, and hands to jsonwebtoken; its own types lack the clock. */
type VerifierOptions = koaJwt.Options & Pick<VerifyOptions, 'clockTimestamp' | 'clockTolerance'>;

const createVerifier = koaJwt as (options: VerifierOptions) => Middleware;

/** Returns a function that verifies the token of a request with koa-jwt, and reads what it says. */
export function tokenVerifier(
  { issuer, audience, clockToleranceSeconds = 0 }: VerificationOptions,
  { algorithms, keysFor }: Pick<SigningKeys, 'algorithms' | 'keysFor'>,
  now: () => number,
): (ctx: Context) => Promise<Identity> {
  const verify = createVerifier({
    secret: '', // each attempt sets its own
    algorithms: [...algorithms],
    ...(issuer === undefined ? {} : { issuer }),
    ...(audience === undefined ? {} : { audience }),
    clockTolerance: clockToleranceSeconds,
    // A getter, because koa-jwt passes these options to jsonwebtoken for each token.
    get clockTimestamp() {
      return now() / 1000;
    },
    getToken: (ctx) => bearerToken(ctx.get('authorization')),
    key: 'claims',
  });

  /**
   * Verifies with one key after the other. koa-jwt takes several keys, too, but reports the failure of the first: a token
   * that has expired would be refused for its signature.
   */
  async function verifyWithAny(ctx: Context): Promise<void> {
    for (let attempt = 0, keys = 1; attempt < keys; attempt += 1) {
      ctx.state.secret = async (header: JwtHeader) => {
        refuseExtensions(header);
        const candidates = await keysFor(header);
        keys = candidates.length;
        return candidates[attempt];
      };
      try {
        await verify(ctx, () => Promise.resolve());
        return;
      } catch (error) {
        if (attempt + 1 >= keys || !isOtherSignature(error)) throw errorFor(error);
      } finally {
        delete ctx.state.secret;
      }
    }
  }

  return async (ctx) => {
    await verifyWithAny(ctx);
    const { claims } = ctx.state as { claims?: unknown };
    delete ctx.state.claims; // handlers read the identity only
    return readClaims(claims);
  };
}

/** jsonwebtoken ignores `crit` and `b64`, with which a header changes what the token means (RFC 7515, RFC 7797). */
function refuseExtensions(header: JwtHeader): void {
  if ('crit' in header || 'b64' in header) throw new TokenInvalidError('needs an extension that is not supported');
}

function isOtherSignature(error: unknown): boolean {
  const cause = (error as { originalError?: unknown }).originalError;
  return cause instanceof jsonwebtoken.JsonWebTokenError && cause.message === 'invalid signature';
}

/** koa-jwt wraps the error that says why the token was refused. */
function errorFor(error: unknown): DomainError {
  const cause = (error as { originalError?: unknown }).originalError ?? error;
  const options = { cause };
  if (cause instanceof DomainError) return cause;
  if (cause instanceof jsonwebtoken.TokenExpiredError) return new TokenExpiredError(options);
  if (cause instanceof jsonwebtoken.NotBeforeError) return new TokenInvalidError('is not valid yet', options);
  return new TokenInvalidError('does not have the signature, algorithm, issuer or audience that is required', options);
}

import jsonwebtoken from 'jsonwebtoken';

/** The claims of a token. */
export interface TokenClaims {
  readonly userId: number;
  /** `user<userId>@example.com` if absent. */
  readonly email?: string;
  /** A role, or several. `operator` and `admin` may see and change every order. */
  readonly role?: string | readonly string[];
  /** Scopes separated by spaces. `orders:manage` is that of an operator. */
  readonly scope?: string;
  /** 30 minutes if absent, as for tokens of the user service. May be negative. */
  readonly expiresInSeconds?: number;
}

const TOKEN_LIFETIME_SECONDS = 30 * 60;

/** Signs a token in the form of the shop's user service: HS256, with `sub` as digits, `email` and `exp`. */
export function signToken(
  { userId, email, role, scope, expiresInSeconds = TOKEN_LIFETIME_SECONDS }: TokenClaims,
  secret: string,
  now: () => number,
): string {
  const claims = {
    sub: String(userId),
    email: email ?? `user${userId}@example.com`,
    exp: Math.floor(now() / 1000) + expiresInSeconds,
    ...(role !== undefined && { role }),
    ...(scope !== undefined && { scope }),
  };
  return jsonwebtoken.sign(claims, secret, { algorithm: 'HS256', noTimestamp: true });
}

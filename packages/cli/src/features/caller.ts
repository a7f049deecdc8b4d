import type { Me } from '@order-service/sdk';
import { relativeTime } from '../render/time.js';
import type { TokenClaims } from '../session/token.js';

/** Whose token is used. */
export interface Caller {
  readonly userId: string | undefined;
  readonly email: string | undefined;
  /** Undefined where the service was not asked: only it knows. */
  readonly isOperator: boolean | undefined;
  readonly expiresAt: Date | undefined;
}

/** The caller as the service answers. */
export function verifiedCaller({ user_id: userId, email, operator, expires_at: expiresAt }: Me): Caller {
  const end = new Date(expiresAt);
  return {
    userId: String(userId),
    email,
    isOperator: operator,
    expiresAt: Number.isNaN(end.getTime()) ? undefined : end,
  };
}

/** The caller as the token claims. Nothing of it is verified. */
export function claimedCaller({ userId, email, expiresAt }: TokenClaims): Caller {
  return { userId, email, isOperator: undefined, expiresAt };
}

/** The caller in a few words: `User 1 (u@example.com), operator`. */
export function describeCaller({ userId, email, isOperator }: Caller): string {
  const name = `User ${userId ?? 'unknown'}${email ? ` (${email})` : ''}`;
  return isOperator ? `${name}, operator` : name;
}

/** When the token expires, in words. */
export function expiry({ expiresAt }: Pick<Caller, 'expiresAt'>, now: Date): string {
  if (!expiresAt) return 'without an expiry';
  return `${expiresAt <= now ? 'expired' : 'expires'} ${relativeTime(expiresAt, now)}`;
}

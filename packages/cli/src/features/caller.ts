import type { Me } from '@order-service/sdk';
import { relativeTime } from '../render/time.js';
import type { TokenClaims } from '../session/token.js';

/** The user that the token identifies. */
export interface Caller {
  readonly userId: string | undefined;
  readonly email: string | undefined;
  /** Undefined if the service did not verify the token. */
  readonly isOperator: boolean | undefined;
  readonly expiresAt: Date | undefined;
}

/** The caller as the service reports it. */
export function verifiedCaller({ user_id: userId, email, operator, expires_at: expiresAt }: Me): Caller {
  const end = new Date(expiresAt);
  return {
    userId: String(userId),
    email,
    isOperator: operator,
    expiresAt: Number.isNaN(end.getTime()) ? undefined : end,
  };
}

/** The caller according to the unverified claims of the token. */
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

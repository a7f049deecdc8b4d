import type { TokenClaims } from '../session/token.js';
import { relativeTime } from '../render/time.js';

/** The bearer in a few words: `User 1 (u@example.com), operator`. */
export function describeToken({ userId, email, role, isOperator }: TokenClaims): string {
  const name = `User ${userId ?? 'unknown'}${email ? ` (${email})` : ''}`;
  const rank = role ?? (isOperator ? 'operator' : undefined);
  return rank ? `${name}, ${rank}` : name;
}

/** When the token ends, in words. */
export function expiry({ expiresAt }: TokenClaims, now: Date): string {
  if (!expiresAt) return 'without an end';
  return `${expiresAt <= now ? 'expired' : 'expires'} ${relativeTime(expiresAt, now)}`;
}

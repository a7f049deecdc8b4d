import { createHmac } from 'node:crypto';

export const SECRET = 'a secret of the tests, of more than 32 bytes';

/** Seconds since 1970, `seconds` from now. */
export function inSeconds(seconds: number, now = Date.now()): number {
  return Math.floor(now / 1000) + seconds;
}

function encode(part: unknown): string {
  return Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');
}

export interface TokenParts {
  /** Replaces `{alg: 'HS256', typ: 'JWT'}`. */
  readonly header?: unknown;
  readonly secret?: string;
  /** The hash that is used, if the header names another algorithm. */
  readonly hash?: 'sha256' | 'sha384' | 'sha512';
}

/** Signs a token without a library, because libraries refuse to sign invalid ones. `claims` may be a raw string. */
export function signedToken(claims: unknown, { header, secret = SECRET, hash = 'sha256' }: TokenParts = {}): string {
  const input = `${encode(header ?? { alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${input}.${createHmac(hash, secret).update(input).digest('base64url')}`;
}

/** Longer than any test run: tests create tokens when their file is loaded, and use them later. */
export const DAY_SECONDS = 24 * 3600;

/** The claims of the user service: user 42, for a day. */
export function claims(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return { sub: '42', email: 'u@example.com', exp: inSeconds(DAY_SECONDS), ...overrides };
}

import { readFile } from 'node:fs/promises';
import { FileError, UsageError } from '../errors.js';

/** What a token says about its bearer. Read, not verified: only the service can tell whether it is genuine. */
export interface TokenClaims {
  readonly userId: string | undefined;
  readonly email: string | undefined;
  readonly isOperator: boolean;
  readonly role: string | undefined;
  readonly issuedAt: Date | undefined;
  readonly expiresAt: Date | undefined;
}

/** Reads the claims of a JSON Web Token (RFC 7519); undefined where the text is none. */
export function decodeToken(token: string): TokenClaims | undefined {
  const parts = token.split('.');
  if (parts.length !== 3) return undefined;
  const payload = parsePayload(parts[1] ?? '');
  if (!payload) return undefined;
  const text = (name: string): string | undefined => {
    const value = payload[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  };
  const role = text('role');
  return {
    userId: text('sub') ?? text('user_id'),
    email: text('email'),
    role,
    isOperator: role === 'operator' || role === 'admin' || (text('scope') ?? '').split(' ').includes('orders:manage'),
    issuedAt: numericDate(payload.iat),
    expiresAt: numericDate(payload.exp),
  };
}

function parsePayload(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function numericDate(seconds: unknown): Date | undefined {
  return typeof seconds === 'number' && Number.isFinite(seconds) ? new Date(seconds * 1_000) : undefined;
}

/** Takes a token out of what was typed, piped or stored: one word of visible ASCII. Throws UsageError. */
export function parseToken(text: string, from: string): string {
  const token = text.trim().replace(/^bearer\s+/i, '');
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new UsageError(token === '' ? `There is no token in ${from}.` : `What is in ${from} is not a token.`);
}

/** Reads the token that a file holds. Throws FileError or UsageError. */
export async function readTokenFile(path: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new FileError(`The token file ${path} cannot be read.`, { cause: error });
  }
  return parseToken(text, `the file ${path}`);
}

import { readFile } from 'node:fs/promises';
import { FileError, UsageError } from '../errors.js';

/** The claims of a token. They are not verified: only the service can do that. */
export interface TokenClaims {
  readonly userId: string | undefined;
  readonly email: string | undefined;
  readonly expiresAt: Date | undefined;
}

/** Decodes the claims of a JSON Web Token (RFC 7519); undefined if the text is not a JSON Web Token. */
export function decodeToken(token: string): TokenClaims | undefined {
  const parts = token.split('.');
  const payload = parts.length === 3 ? parsePayload(parts[1] ?? '') : undefined;
  if (!payload) return undefined;
  const text = (name: string): string | undefined => {
    const value = payload[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  };
  return { userId: text('sub') ?? text('user_id'), email: text('email'), expiresAt: numericDate(payload.exp) };
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
  const date = typeof seconds === 'number' ? new Date(seconds * 1_000) : undefined;
  return date && Number.isNaN(date.getTime()) ? undefined : date;
}

/** Parses a token: one word of visible ASCII, optionally after `Bearer`. `from` names the input. Throws UsageError. */
export function parseToken(text: string, from: string): string {
  const token = text.trim().replace(/^bearer\s+/i, '');
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new UsageError(token === '' ? `There is no token in ${from}.` : `What is in ${from} is not a token.`);
}

/** Reads the token from a file. Throws FileError or UsageError. */
export async function readTokenFile(path: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new FileError(`The token file ${path} cannot be read.`, { cause: error });
  }
  return parseToken(text, `the file ${path}`);
}

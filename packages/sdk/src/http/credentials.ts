import { TokenError, type CallFacts } from '../errors.js';
import type { TokenSource } from '../options.js';

/** Visible ASCII: other characters cannot be sent in a header, and runtimes put such a value into their error message. */
const SENDABLE_TOKEN = /^[\x21-\x7e]+$/;

/**
 * Asks for the token.
 *
 * @param rejected the token that the server answered with 401
 * @throws {TokenError} when the function fails, or returns something that is not a bearer token
 */
export async function askForToken(source: TokenSource, factsOf: () => CallFacts, rejected?: string): Promise<string> {
  if (typeof source === 'string') return source;
  let token: string;
  try {
    token = await source(rejected === undefined ? {} : { rejected });
  } catch (cause) {
    throw new TokenError('The token function failed.', factsOf(), { cause });
  }
  if (!isSendableToken(token)) {
    throw new TokenError('The token function returned something that is not a bearer token.', factsOf());
  }
  return token;
}

export function isSendableToken(token: unknown): token is string {
  return typeof token === 'string' && SENDABLE_TOKEN.test(token);
}

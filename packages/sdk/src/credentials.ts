import { TokenError, type CallFacts } from './errors.js';
import type { TokenSource } from './options.js';

/** Visible ASCII: anything else cannot stand in a header, and runtimes put the value itself into their complaint. */
const SENDABLE_TOKEN = /^[\x21-\x7e]+$/;

/**
 * Asks for the token.
 *
 * @param rejected the token that the server has just refused
 * @throws {TokenError} with the facts of the call, when the function fails or returns what cannot be sent
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
    throw new TokenError('The token function returned something that cannot be sent as a bearer token.', factsOf());
  }
  return token;
}

export function isSendableToken(token: unknown): token is string {
  return typeof token === 'string' && SENDABLE_TOKEN.test(token);
}

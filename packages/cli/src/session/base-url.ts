import { UsageError } from '../errors.js';

export const DEFAULT_URL = 'http://localhost:8002';

/** Parses the base URL of a service; the result has no trailing slash. Throws UsageError. */
export function parseBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new UsageError(`'${text}' is not the URL of a service; one looks like ${DEFAULT_URL}.`);
  }
  if (url.username || url.password) {
    throw new UsageError('A URL must not carry a user or password.', { hints: ['Sign in with orders login.'] });
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

/** Whether `one` is a URL of the same origin as `other`, which must be a valid URL. */
export function sameOrigin(one: string, other: string): boolean {
  return URL.canParse(one) && new URL(one).origin === new URL(other).origin;
}

/** Whether a token sent to this URL can be intercepted: plain HTTP to another machine. */
export function isExposed(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && !isLoopback(hostname);
}

/** The warning for a URL to which tokens are sent unencrypted. */
export function exposure(url: string): string {
  return `${url} is not encrypted; your token can be read on the way. Use https.`;
}

/** Whether a URL's host name is a loopback name or address. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(\.\d{1,3}){3}$/.test(hostname)
  );
}

import { createClient, type Hooks, type OrderServiceClient } from '@order-service/sdk';
import { NotLoggedInError } from '../errors.js';
import { warnIfExposed, type Settings } from './settings.js';

export interface ClientDeps {
  /** Warns a person on stderr. */
  readonly warn: (message: string) => void;
  readonly fetch: typeof globalThis.fetch;
  /** How long a call may take with all its attempts; the SDK's limits apply where it is undefined. */
  readonly timeoutMs: number | undefined;
  /** Reports each request; absent without `--debug`. */
  readonly debug?: (message: string) => void;
}

/** Where no service listens the URL is more often wrong than the service down: the person at the terminal is told soon. */
const MAX_CONNECTION_RETRIES = 3;
const ATTEMPTS_UNTIL_WARNING = 4;

/** An authenticated client for the configured service. Throws NotLoggedInError if there is no token. */
export function connect(settings: Settings, deps: ClientDeps): OrderServiceClient {
  const { url, urlSource, token } = settings;
  if (token === undefined) {
    throw new NotLoggedInError(`There is no token for ${url}.`, {
      hints: [
        'Set ORDERS_TOKEN, or use --token-file <path>.',
        'orders login',
        ...(urlSource === 'default' ? ['orders dev   starts a service of your own'] : []),
      ],
    });
  }
  warnIfExposed(settings, deps.warn);
  return open(settings, token, deps);
}

/** A client that sends no token. */
export function connectAnonymously(settings: Settings, deps: ClientDeps): OrderServiceClient {
  return open(settings, undefined, deps);
}

function open(settings: Settings, token: string | undefined, deps: ClientDeps): OrderServiceClient {
  const from = token === undefined ? 'no token' : `the token from ${settings.tokenSource ?? 'nowhere'}`;
  deps.debug?.(`${settings.url} (from ${settings.urlSource}), with ${from}`);
  return openClient(settings.url, token, deps);
}

/** A client for an explicit URL and token. */
export function openClient(
  url: string,
  token: string | undefined,
  { debug, fetch, timeoutMs, warn }: Omit<ClientDeps, 'warn'> & Partial<ClientDeps>,
): OrderServiceClient {
  return createClient({
    baseUrl: url,
    ...(token !== undefined && { token }),
    userAgent: 'orders-cli',
    fetch,
    ...(timeoutMs !== undefined && { timeoutMs, deadlineMs: timeoutMs }),
    maxConnectionRetries: MAX_CONNECTION_RETRIES,
    hooks: { ...(debug && debugHooks(debug)), onRetry: retryHook(warn, debug) },
  });
}

/** Says once that the service is awaited, as that may take until the deadline. */
function retryHook(warn: ClientDeps['warn'] = () => undefined, debug: ClientDeps['debug']): Hooks['onRetry'] {
  let isSaid = false;
  return ({ attempt, reason, delayMs }) => {
    debug?.(`trying again in ${Math.round(delayMs)} ms: ${reason}`);
    if (isSaid || attempt < ATTEMPTS_UNTIL_WARNING) return;
    isSaid = true;
    warn(
      `The service is not available (${reason}); trying again until it is, for a minute or --timeout. Ctrl-C ends this.`,
    );
  };
}

/** Reports each request for `--debug`; the SDK has removed the credentials. */
function debugHooks(debug: (message: string) => void): Hooks {
  return {
    onRequest: ({ request, attempt }) =>
      debug(`${request.method} ${request.url} request-id=${request.requestId} attempt=${attempt}`),
    onResponse: ({ request, status, durationMs }) =>
      debug(`${status} in ${Math.round(durationMs)} ms request-id=${request.requestId}`),
  };
}

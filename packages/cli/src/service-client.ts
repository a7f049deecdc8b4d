import { createClient, type Hooks, type OrderServiceClient } from '@order-service/sdk';
import { isExposed, type Settings } from './config.js';
import type { Context } from './context.js';
import { NotLoggedInError } from './errors.js';

/** A client for the service that the settings name, signed in. Throws NotLoggedInError where there is no token. */
export async function connect(context: Context): Promise<OrderServiceClient> {
  const settings = await context.settings();
  if (settings.token === undefined) {
    throw new NotLoggedInError(`There is no token for ${settings.url}.`, {
      hints: [
        'Set ORDERS_TOKEN, or use --token-file <path>.',
        'orders login',
        ...(settings.urlSource === 'default' ? ['orders dev   starts a service of your own'] : []),
      ],
    });
  }
  if (isExposed(settings.url)) {
    context.io.say(`warning: ${settings.url} is not encrypted; your token can be read on the way. Use https.`);
  }
  return open(context, settings, settings.token);
}

/** A client that sends no token. */
export async function connectAnonymously(context: Context): Promise<OrderServiceClient> {
  return open(context, await context.settings(), undefined);
}

function open(context: Context, settings: Settings, token: string | undefined): OrderServiceClient {
  const from = token === undefined ? 'no token' : `the token from ${settings.tokenSource ?? 'nowhere'}`;
  context.debug(`${settings.url} (from ${settings.urlSource}), with ${from}`);
  return openClient(context, settings.url, token);
}

/** A client for a URL and a token that were just named. */
export function openClient(context: Context, url: string, token: string | undefined): OrderServiceClient {
  return createClient({
    baseUrl: url,
    ...(token === undefined ? {} : { token }),
    userAgent: 'orders-cli',
    ...(context.options.debug ? { hooks: debugHooks(context) } : {}),
  });
}

/** What `--debug` tells of each request; the SDK has taken the credentials out. */
function debugHooks(context: Context): Hooks {
  return {
    onRequest: ({ request, attempt }) =>
      context.debug(`${request.method} ${request.url} request-id=${request.requestId} attempt=${attempt}`),
    onResponse: ({ request, status, durationMs }) =>
      context.debug(`${status} in ${Math.round(durationMs)} ms request-id=${request.requestId}`),
    onRetry: ({ reason, delayMs }) => context.debug(`trying again in ${Math.round(delayMs)} ms: ${reason}`),
  };
}

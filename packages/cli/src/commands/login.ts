import { isProblem } from '@order-service/sdk';
import type { Command } from 'commander';
import { DEFAULT_URL, exposure, isExposed, parseBaseUrl } from '../session/base-url.js';
import { describeError } from '../features/failure/describe-error.js';
import type { Context } from '../features/context.js';
import { claimedCaller, describeCaller, expiry, verifiedCaller, type Caller } from '../features/caller.js';
import { AdvisedError, FileError, NotLoggedInError, UnavailableError, UsageError } from '../errors.js';
import { openClient } from '../session/client.js';
import { decodeToken, parseToken, readTokenFile } from '../session/token.js';

interface LoginFlags {
  readonly tokenStdin?: boolean;
  readonly keyring?: boolean;
  readonly untested?: boolean;
}

const DEFAULT_PROFILE = 'default';
const MAX_TOKEN_BYTES = 64 * 1024;
const EXAMPLES = `
Examples:
  orders login             asks; the token is not shown
  orders login --url https://orders.example --token-stdin < token.txt
  orders login --profile test --url https://test.example --token-file t.txt

The token is stored in $XDG_CONFIG_HOME/orders/config.json, readable by you
alone, or with --keyring where your system keeps passwords, if it can. It is
never taken from the command line, where others could see it.`;

export function define(command: Command, context: Context): void {
  command
    .option('--token-stdin', 'read the token from stdin')
    .option('--keyring', 'keep the token in the keyring of this system')
    .option('--untested', 'store the token although the service cannot be asked about it')
    .addHelpText('after', EXAMPLES)
    .action((flags: LoginFlags) => run(context, flags));
}

async function run(context: Context, flags: LoginFlags): Promise<void> {
  const name = parseProfileName(context.options.profile ?? context.environment.profile ?? DEFAULT_PROFILE);
  const store = await context.profiles();
  const earlier = (await store.read()).profiles[name];
  const url = await chooseUrl(context, earlier?.url);
  const token = await obtainToken(context, flags);
  const caller = await identify(context, url, token, flags.untested ?? false);
  const catalogueUrl = context.options.catalogueUrl ?? context.environment.catalogueUrl;
  const isInKeyring = flags.keyring === true && (await saveInKeyring(context, name, token));
  if (earlier?.keyring && !isInKeyring) await removeFromKeyring(context, name);
  await store.save(name, {
    url,
    ...(isInKeyring ? { keyring: true } : { token }),
    ...(earlier?.protected && { protected: true }),
    catalogue_url: catalogueUrl === undefined ? earlier?.catalogue_url : parseBaseUrl(catalogueUrl),
  });
  const bearer = caller
    ? `${describeCaller(caller)}; the token ${expiry(caller, context.now())}`
    : 'with an opaque token';
  context.io.log(`Logged in to ${url}: ${bearer}. Profile '${name}'.`);
  if (context.environment.token) context.io.log('warning: ORDERS_TOKEN is set and wins over what was stored.');
}

/** Stores the token in the keyring. Returns false, after a warning, if there is none. */
async function saveInKeyring(context: Context, name: string, token: string): Promise<boolean> {
  const { createKeyring } = await import('../session/keyring.js');
  try {
    await createKeyring().save(name, token);
    return true;
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const { path } = await context.profiles();
    context.io.log(`warning: ${error.message} The token is stored in ${path} instead, readable by you alone.`);
    return false;
  }
}

async function removeFromKeyring(context: Context, name: string): Promise<void> {
  const { createKeyring } = await import('../session/keyring.js');
  await createKeyring()
    .remove(name)
    .catch((error: unknown) => context.debug(`the earlier token stays in the keyring: ${String(error)}`));
}

/** Reads a profile's name. Throws UsageError. */
export function parseProfileName(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text)) return text;
  throw new UsageError(`A profile's name has letters, digits, dots and dashes; not '${text}'.`);
}

async function chooseUrl(context: Context, earlier: string | undefined): Promise<string> {
  const given = context.options.url ?? context.environment.url;
  if (given !== undefined) return parseBaseUrl(given);
  if (!context.io.canPrompt) return parseBaseUrl(earlier ?? DEFAULT_URL);
  const prompter = await context.prompter();
  const isUrl = (text: string): true | string => URL.canParse(text) || 'Give the URL of an order service.';
  return parseBaseUrl(await prompter.text('URL of the order service', isUrl, earlier ?? DEFAULT_URL));
}

async function obtainToken(context: Context, { tokenStdin }: LoginFlags): Promise<string> {
  const { tokenFile } = context.options;
  if (tokenFile !== undefined) return readTokenFile(tokenFile);
  if (tokenStdin) {
    const { readStdin } = await import('../terminal/read-input.js');
    context.debug('reading the token from stdin');
    return parseToken(await readStdin(context, MAX_TOKEN_BYTES), 'stdin');
  }
  if (!context.io.canPrompt) {
    throw new UsageError('There is no terminal to ask for a token on.', {
      hints: ['orders login --token-stdin < token.txt', 'orders login --token-file token.txt'],
    });
  }
  const prompter = await context.prompter();
  return parseToken(await prompter.secret('Token (not shown)'), 'what was typed');
}

/**
 * The token's caller, as the service answers. If the service does not answer, warns, and returns the caller of the token's
 * own claims, if it can be parsed. Throws for a token that has expired or is not accepted.
 */
async function identify(
  context: Context,
  url: string,
  token: string,
  mayBeUntested: boolean,
): Promise<Caller | undefined> {
  const claims = decodeToken(token);
  if (claims?.expiresAt && claims.expiresAt <= context.now()) {
    throw new NotLoggedInError(`This token ${expiry(claims, context.now())}; nothing was stored.`);
  }
  if (isExposed(url)) context.io.log(`warning: ${exposure(url)}`);
  try {
    const client = openClient(url, token, {
      debug: context.debug,
      fetch: context.fetch,
      timeoutMs: context.options.timeout,
    });
    return verifiedCaller(await client.me({ signal: context.signal, maxRetries: 0 }));
  } catch (error) {
    if (context.signal.aborted) throw error;
    if (isProblem(error, 'authentication_required', 'token_invalid', 'token_expired')) {
      const hints = ['The token is not for this service, or has expired; nothing was stored.'];
      throw new AdvisedError(error.message, { hints, cause: error });
    }
    const reason = error instanceof Error ? error.message : String(error);
    if (!mayBeUntested) {
      const { hints } = await describeError(error);
      throw new UnavailableError(`The token could not be tried, and nothing was stored. ${reason}`, {
        hints: [...hints.filter((hint) => !hint.startsWith('orders ')), 'orders login --untested   stores it anyway'],
        cause: error,
      });
    }
    context.io.log(`warning: the token could not be tried at ${url}: ${reason}`);
    return claims && claimedCaller(claims);
  }
}

import type { Settings } from '../../session/settings.js';
import { isExposed } from '../../session/base-url.js';
import type { Context } from '../context.js';
import { sendRaw, type RawResponse } from '../../session/raw-request.js';
import { packageVersion } from '../../version.js';
import { failed, ok, warning, type Check } from './check.js';
import {
  checkClock,
  checkContract,
  checkDependencies,
  checkService,
  checkVersions,
  readHealth,
} from './check-service.js';
import { checkSignIn, checkToken, readMe } from './check-token.js';

const TIMEOUT_MS = 5_000;

/** Runs the checks of the configuration, the connection and the service, one after the other. */
export async function* examine(context: Context): AsyncGenerator<Check, void, undefined> {
  const settings = await context.settings();
  yield checkUrl(settings);
  yield* checkProfiles(context);
  yield checkToken(settings.token, settings.tokenSource, context.now());

  const health = await request(context, settings, '/health').catch(toError);
  yield checkService(health, settings.url);
  if (health instanceof Error) return;
  const facts = readHealth(health);
  if (!facts) return;
  yield checkClock(health, context.now());
  yield checkVersions(facts, await packageVersion());
  const contract = await request(context, settings, '/openapi.json').catch(() => undefined);
  if (contract) yield checkContract(contract);
  const signIn =
    settings.token === undefined ? undefined : await request(context, settings, '/api/v1/me').catch(toError);
  yield checkSignIn(signIn);
  if (readMe(signIn)?.operator) yield* checkDependencies(facts);
  if (settings.catalogueUrl !== undefined) yield await checkCatalogue(context, settings.catalogueUrl);
}

function checkUrl({ url, urlSource }: Settings): Check {
  const finding = `${url}, from ${urlSource}.`;
  return isExposed(url)
    ? warning('URL', finding, 'It is not encrypted, so tokens can be read on the way. Use https.')
    : ok('URL', finding);
}

async function* checkProfiles(context: Context): AsyncGenerator<Check, void, undefined> {
  const store = await context.profiles();
  if (await store.isExposed()) {
    yield failed('Profiles', `Others can read ${store.path}.`, `Run chmod 600 '${store.path}'.`);
  }
}

async function checkCatalogue({ fetch, signal }: Context, url: string): Promise<Check> {
  const { fetchCatalogue } = await import('../catalogue.js');
  try {
    return ok('Catalogue', `${(await fetchCatalogue(fetch, url, signal)).length} products at ${url}.`);
  } catch {
    return warning('Catalogue', `${url} cannot be read.`, 'Prompts will ask for product ids. Check --catalogue-url.');
  }
}

function request({ fetch, options, signal }: Context, settings: Settings, path: string): Promise<RawResponse> {
  return sendRaw(fetch, settings, { method: 'GET', path, timeoutMs: options.timeout ?? TIMEOUT_MS, signal });
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

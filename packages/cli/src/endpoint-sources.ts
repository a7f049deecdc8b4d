import type { Endpoint, EndpointSources } from './config.js';
import type { Context } from './context.js';
import { UsageError } from './errors.js';

/** Gathers what could name the service, from the command line down to the `order-service dev` of this checkout. */
export async function findEndpointSources(context: Context): Promise<EndpointSources> {
  const flags = await fromFlags(context);
  const environment = context.environment;
  const given = { url: flags.url ?? environment.url, token: flags.token ?? environment.token };
  const isComplete = given.url !== undefined && given.token !== undefined;
  const wantsProfile = context.options.profile !== undefined || environment.profile !== undefined;
  const profile = isComplete && !wantsProfile ? {} : await fromProfile(context);
  const dev = isComplete ? {} : await fromDev(context);
  return { flags, environment, profile, dev };
}

async function fromFlags({ options }: Context): Promise<Endpoint> {
  const { url, tokenFile, catalogueUrl } = options;
  if (tokenFile === undefined) return { url, catalogueUrl };
  const { readTokenFile } = await import('./token.js');
  return { url, catalogueUrl, token: await readTokenFile(tokenFile) };
}

async function fromProfile(context: Context): Promise<Endpoint> {
  const store = await context.profiles();
  const { current, profiles } = await store.read();
  const asked = context.options.profile ?? context.environment.profile;
  const name = asked ?? current;
  if (name === undefined) return {};
  const profile = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (!profile) {
    if (asked === undefined) return {};
    throw new UsageError(`There is no profile '${asked}'.`, {
      hints: [`Known profiles: ${Object.keys(profiles).join(', ') || 'none'}.`, `orders login --profile ${asked}`],
    });
  }
  if (await store.isExposed()) {
    context.io.say(`warning: others can read your tokens; run: chmod 600 '${store.path}'`);
  }
  const token = profile.keychain ? await fromKeychain(name) : profile.token;
  return { url: profile.url, token, catalogueUrl: profile.catalogue_url };
}

async function fromKeychain(profile: string): Promise<string | undefined> {
  const { openKeychain } = await import('./keychain.js');
  return openKeychain(process.platform).find(profile);
}

async function fromDev(context: Context): Promise<Endpoint> {
  const { findDevInstance } = await import('./dev-instance.js');
  const instance = await findDevInstance(context.folder);
  return instance ? { url: instance.url, token: instance.token, catalogueUrl: instance.catalogue_url } : {};
}

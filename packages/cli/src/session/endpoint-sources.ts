import type { Environment } from './environment.js';
import { profileNamed, type ProfileStore } from './profiles.js';
import type { Endpoint, EndpointSources, ProfileEndpoint } from './settings.js';

/** The command line options that select a service. */
export interface EndpointOptions {
  readonly url?: string;
  readonly tokenFile?: string;
  readonly profile?: string;
  readonly catalogueUrl?: string;
}

export interface SessionDeps {
  readonly options: EndpointOptions;
  readonly environment: Environment;
  readonly folder: string;
  readonly profiles: () => Promise<ProfileStore>;
  /** Warns a person on stderr. */
  readonly warn: (message: string) => void;
}

/** Collects the endpoint settings of every source, from the command line to the `order-service dev` of this folder. */
export async function findEndpointSources(deps: SessionDeps): Promise<EndpointSources> {
  const { options, environment } = deps;
  const flags = await fromFlags(options);
  const given = { url: flags.url ?? environment.url, token: flags.token ?? environment.token };
  const isComplete = given.url !== undefined && given.token !== undefined;
  const wantsProfile = options.profile !== undefined || environment.profile !== undefined;
  const profile = isComplete && !wantsProfile ? {} : await fromProfile(deps);
  const dev = isComplete ? {} : await fromDev(deps.folder);
  return { flags, environment, profile, dev };
}

async function fromFlags({ url, tokenFile, catalogueUrl }: EndpointOptions): Promise<Endpoint> {
  if (tokenFile === undefined) return { url, catalogueUrl };
  const { readTokenFile } = await import('./token.js');
  return { url, catalogueUrl, token: await readTokenFile(tokenFile) };
}

async function fromProfile({ options, environment, profiles, warn }: SessionDeps): Promise<ProfileEndpoint> {
  const store = await profiles();
  const file = await store.read();
  const asked = options.profile ?? environment.profile;
  const name = asked ?? file.current;
  if (name === undefined) return {};
  if (asked === undefined && !Object.hasOwn(file.profiles, name)) return {};
  const profile = profileNamed(file, name);
  if (await store.isExposed()) warn(`others can read your tokens; run: chmod 600 '${store.path}'`);
  const token = profile.keyring ? await fromKeyring(name) : profile.token;
  return { url: profile.url, token, catalogueUrl: profile.catalogue_url, name, isNamed: asked !== undefined };
}

async function fromKeyring(profile: string): Promise<string | undefined> {
  const { createKeyring } = await import('./keyring.js');
  return createKeyring().find(profile);
}

async function fromDev(folder: string): Promise<Endpoint> {
  const { findDevInstance } = await import('./dev-instance.js');
  const instance = await findDevInstance(folder);
  return instance ? { url: instance.url, token: instance.token, catalogueUrl: instance.catalogue_url } : {};
}

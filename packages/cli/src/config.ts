import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { UsageError } from './errors.js';

/** The environment variables of the command line, read in one place. Empty ones count as absent. */
export interface Environment {
  readonly url: string | undefined;
  readonly token: string | undefined;
  readonly catalogueUrl: string | undefined;
  readonly profile: string | undefined;
  /** The program that opens pages. */
  readonly browser: string | undefined;
  readonly noColor: boolean;
  readonly terminalIsDumb: boolean;
  /** Path of the profiles file. */
  readonly profilesFile: string;
}

/** Reads the environment; pure. */
export function readEnvironment(env: NodeJS.ProcessEnv): Environment {
  const value = (name: string): string | undefined => {
    const text = env[name]?.trim();
    return text === '' ? undefined : text;
  };
  return {
    url: value('ORDERS_URL'),
    token: value('ORDERS_TOKEN'),
    catalogueUrl: value('ORDERS_CATALOGUE_URL'),
    profile: value('ORDERS_PROFILE'),
    browser: value('BROWSER'),
    noColor: Boolean(env.NO_COLOR),
    terminalIsDumb: env.TERM === 'dumb',
    profilesFile: join(configFolder(value('XDG_CONFIG_HOME'), value('HOME')), 'orders', 'config.json'),
  };
}

/** XDG Base Directory Specification: a relative XDG_CONFIG_HOME is to be ignored. */
function configFolder(xdgConfigHome: string | undefined, home: string | undefined): string {
  return xdgConfigHome && isAbsolute(xdgConfigHome) ? xdgConfigHome : join(home ?? homedir(), '.config');
}

/** Where an order service is and how to sign in there, from one source. */
export interface Endpoint {
  readonly url?: string | undefined;
  readonly token?: string | undefined;
  readonly catalogueUrl?: string | undefined;
}

/** Where a setting came from; `--debug` and `orders doctor` tell it. */
export type Source = 'flag' | 'environment' | 'profile' | 'order-service dev' | 'default';

export interface EndpointSources {
  readonly flags: Endpoint;
  readonly environment: Endpoint;
  readonly profile: Endpoint;
  readonly dev: Endpoint;
}

export interface Settings {
  /** Without a slash at the end. */
  readonly url: string;
  readonly urlSource: Source;
  readonly token: string | undefined;
  readonly tokenSource: Source | undefined;
  readonly catalogueUrl: string | undefined;
}

/** Sources whose token was stored for one server; what is typed or exported goes where the URL points. */
const STORED: readonly Source[] = ['profile', 'order-service dev'];

export const DEFAULT_URL = 'http://localhost:8002';

/**
 * Settles each setting: flag, then environment, then profile, then the running `order-service dev`, then the default.
 * A token that was stored for one server is never sent to another: a profile's goes only to the profile's URL.
 * Throws UsageError for a URL that is none.
 */
export function resolveSettings({ flags, environment, profile, dev }: EndpointSources): Settings {
  const candidates: readonly (readonly [Source, Endpoint])[] = [
    ['flag', flags],
    ['environment', environment],
    ['profile', profile],
    ['order-service dev', dev],
  ];
  const [urlSource, { url: chosen }] = candidates.find(([, endpoint]) => endpoint.url) ?? [
    'default' as const,
    { url: DEFAULT_URL },
  ];
  const url = parseBaseUrl(chosen ?? DEFAULT_URL);
  const belongsHere = (source: Source, { url: home }: Endpoint): boolean =>
    !STORED.includes(source) || (home !== undefined && sameOrigin(home, url));
  const [tokenSource, signIn] =
    candidates.find(([source, endpoint]) => endpoint.token && belongsHere(source, endpoint)) ?? [];
  const catalogue = candidates.find(([source, endpoint]) => endpoint.catalogueUrl && belongsHere(source, endpoint))?.[1]
    .catalogueUrl;
  return {
    url,
    urlSource,
    token: signIn?.token,
    tokenSource,
    catalogueUrl: catalogue === undefined ? undefined : parseBaseUrl(catalogue),
  };
}

/** Reads the base URL of a service; without a slash at the end. Throws UsageError. */
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

function sameOrigin(one: string, other: string): boolean {
  return URL.canParse(one) && new URL(one).origin === new URL(other).origin;
}

/** Whether a token sent to this URL could be read on the way: plain HTTP to another machine. */
export function isExposed(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && !isLoopback(hostname);
}

/** Whether a URL's host name is this machine. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(\.\d{1,3}){3}$/.test(hostname)
  );
}

import { DEFAULT_URL, exposure, isExposed, parseBaseUrl, sameOrigin } from './base-url.js';

/** The URL of an order service and the credentials for it, from one source. */
export interface Endpoint {
  readonly url?: string | undefined;
  readonly token?: string | undefined;
  readonly catalogueUrl?: string | undefined;
}

/** What a stored login selects, and the name under which it is stored. */
export interface ProfileEndpoint extends Endpoint {
  readonly name?: string | undefined;
  /** Whether an option or the environment names the profile; otherwise it is the one of the last login. */
  readonly isNamed?: boolean;
}

/** The source of a setting, which `--debug` and `orders doctor` report. */
export type Source = 'flag' | 'environment' | 'profile' | 'order-service dev' | 'default';

export interface EndpointSources {
  readonly flags: Endpoint;
  readonly environment: Endpoint;
  readonly profile: ProfileEndpoint;
  readonly dev: Endpoint;
}

export interface Settings {
  /** Without a trailing slash. */
  readonly url: string;
  readonly urlSource: Source;
  readonly token: string | undefined;
  readonly tokenSource: Source | undefined;
  readonly catalogueUrl: string | undefined;
  /** The name of the profile that the URL is from. */
  readonly profileName: string | undefined;
  /** The URL of the running `order-service dev` of this folder, where the last login took precedence over it. */
  readonly passedOverUrl: string | undefined;
}

/** Sources whose token is bound to the URL stored with it. Tokens from flags and variables are sent to any URL. */
const STORED: readonly Source[] = ['profile', 'order-service dev'];

/**
 * Resolves each setting: flag, then environment, then profile, then the running `order-service dev`, then the default.
 * A token that was stored for one server is never sent to another: the token of a profile is sent only to the origin of
 * the profile's URL. Throws UsageError for an invalid URL.
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
  const isLastLogin = urlSource === 'profile' && profile.isNamed !== true;
  return {
    url,
    urlSource,
    profileName: urlSource === 'profile' ? profile.name : undefined,
    passedOverUrl: isLastLogin && dev.url !== undefined && !sameOrigin(dev.url, url) ? dev.url : undefined,
    token: signIn?.token,
    tokenSource,
    catalogueUrl: catalogue === undefined ? undefined : parseBaseUrl(catalogue),
  };
}

/**
 * Whether the user named the server. The standard port is a guess, and so is the last login in a folder where an
 * `order-service dev` runs.
 */
export function isServerNamed({ urlSource, passedOverUrl }: Settings): boolean {
  return urlSource !== 'default' && passedOverUrl === undefined;
}

const SOURCE_WORDS: Readonly<Record<Exclude<Source, 'profile'>, string>> = {
  flag: '--url',
  environment: 'ORDERS_URL',
  'order-service dev': 'orders dev of this folder',
  default: 'the default',
};

/** The server as questions and messages show it: its URL and what selected it. */
export function describeServer({ url, urlSource, profileName }: Settings): string {
  return `${url} (${urlSource === 'profile' ? `profile '${profileName ?? ''}'` : SOURCE_WORDS[urlSource]})`;
}

/** Reports that the last login is used although an `order-service dev` runs in this folder, where that is so. */
export function reportPassedOver(settings: Settings, log: (message: string) => void): void {
  const { passedOverUrl } = settings;
  if (passedOverUrl === undefined) return;
  log(`note: this uses ${describeServer(settings)}, not the orders dev of this folder (--url ${passedOverUrl}).`);
}

/** Warns if the token would be sent unencrypted. */
export function warnIfExposed({ url, token }: Settings, warn: (message: string) => void): void {
  if (token === undefined || !isExposed(url)) return;
  warn(exposure(url));
}

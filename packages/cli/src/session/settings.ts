import { DEFAULT_URL, exposure, isExposed, parseBaseUrl, sameOrigin } from './base-url.js';

/** The URL of an order service and the credentials for it, from one source. */
export interface Endpoint {
  readonly url?: string | undefined;
  readonly token?: string | undefined;
  readonly catalogueUrl?: string | undefined;
}

/** The source of a setting, which `--debug` and `orders doctor` report. */
export type Source = 'flag' | 'environment' | 'profile' | 'order-service dev' | 'default';

export interface EndpointSources {
  readonly flags: Endpoint;
  readonly environment: Endpoint;
  readonly profile: Endpoint;
  readonly dev: Endpoint;
}

export interface Settings {
  /** Without a trailing slash. */
  readonly url: string;
  readonly urlSource: Source;
  readonly token: string | undefined;
  readonly tokenSource: Source | undefined;
  readonly catalogueUrl: string | undefined;
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
  return {
    url,
    urlSource,
    token: signIn?.token,
    tokenSource,
    catalogueUrl: catalogue === undefined ? undefined : parseBaseUrl(catalogue),
  };
}

/** Warns if the token would be sent unencrypted. */
export function warnIfExposed({ url, token }: Settings, warn: (message: string) => void): void {
  if (token === undefined || !isExposed(url)) return;
  warn(exposure(url));
}

import { DEFAULT_URL, exposure, isExposed, parseBaseUrl, sameOrigin } from './base-url.js';

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

/** Warns that a token would travel in the clear, where it would. */
export function warnIfExposed({ url, token }: Settings, warn: (message: string) => void): void {
  if (token === undefined || !isExposed(url)) return;
  warn(exposure(url));
}

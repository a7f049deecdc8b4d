import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

export interface ProxyEnvironment {
  readonly httpProxy: string | undefined;
  readonly httpsProxy: string | undefined;
  readonly noProxy: string | undefined;
}

/** The environment variables of the command line. Empty variables count as absent, except for those of the pager. */
export interface Environment {
  readonly url: string | undefined;
  readonly token: string | undefined;
  readonly catalogueUrl: string | undefined;
  readonly profile: string | undefined;
  /** URLs of the proxies to use, and the hosts that are reached without one, as other programs read them. */
  readonly proxies: ProxyEnvironment;
  /** The program that opens pages. */
  readonly browser: string | undefined;
  readonly noColor: boolean;
  readonly terminalIsDumb: boolean;
  /** The command line of the pager: empty or `cat` for none, undefined for the default. */
  readonly pager: string | undefined;
  /** Every variable, for programs that this one starts. */
  readonly variables: NodeJS.ProcessEnv;
  /** Whether to look for a newer version, and to report one. */
  readonly updateNotices: boolean;
  /** Path of the file that has the latest version. */
  readonly latestVersionFile: string;
  /** Path of the profiles file. */
  readonly profilesFile: string;
  /** As --secret of `orders listen`. */
  readonly webhookSecret: string | undefined;
}

/** Parses environment variables; a pure function. */
export function readEnvironment(env: NodeJS.ProcessEnv): Environment {
  const value = (name: string): string | undefined => {
    const text = env[name]?.trim();
    return text === '' ? undefined : text;
  };
  // A relative path is ignored, as the XDG Base Directory Specification requires.
  const folder = (name: string, underHome: string): string => {
    const path = value(name);
    return path && isAbsolute(path) ? path : join(value('HOME') ?? homedir(), underHome);
  };
  return {
    url: value('ORDERS_URL'),
    token: value('ORDERS_TOKEN'),
    catalogueUrl: value('ORDERS_CATALOGUE_URL'),
    profile: value('ORDERS_PROFILE'),
    proxies: {
      httpProxy: value('http_proxy') ?? value('HTTP_PROXY'),
      httpsProxy: value('https_proxy') ?? value('HTTPS_PROXY'),
      noProxy: value('no_proxy') ?? value('NO_PROXY'),
    },
    browser: value('BROWSER'),
    noColor: Boolean(env.NO_COLOR),
    terminalIsDumb: env.TERM === 'dumb',
    pager: env.TERM === 'dumb' ? '' : (env.ORDERS_PAGER ?? env.PAGER)?.trim(),
    variables: env,
    updateNotices: ['ORDERS_NO_UPDATE_NOTICE', 'NO_UPDATE_NOTIFIER', 'CI'].every((name) => value(name) === undefined),
    latestVersionFile: join(folder('XDG_CACHE_HOME', '.cache'), 'orders', 'latest-version'),
    profilesFile: join(folder('XDG_CONFIG_HOME', '.config'), 'orders', 'config.json'),
    webhookSecret: value('ORDERS_WEBHOOK_SECRET'),
  };
}

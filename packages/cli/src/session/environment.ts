import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

export interface ProxyEnvironment {
  readonly httpProxy: string | undefined;
  readonly httpsProxy: string | undefined;
  readonly noProxy: string | undefined;
}

/** The environment variables of the command line. Empty variables count as absent. */
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
  /** Path of the profiles file. */
  readonly profilesFile: string;
}

/** Parses environment variables; a pure function. */
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
    proxies: {
      httpProxy: value('http_proxy') ?? value('HTTP_PROXY'),
      httpsProxy: value('https_proxy') ?? value('HTTPS_PROXY'),
      noProxy: value('no_proxy') ?? value('NO_PROXY'),
    },
    browser: value('BROWSER'),
    noColor: Boolean(env.NO_COLOR),
    terminalIsDumb: env.TERM === 'dumb',
    profilesFile: join(configFolder(value('XDG_CONFIG_HOME'), value('HOME')), 'orders', 'config.json'),
  };
}

/** A relative XDG_CONFIG_HOME is ignored, as the XDG Base Directory Specification requires. */
function configFolder(xdgConfigHome: string | undefined, home: string | undefined): string {
  return xdgConfigHome && isAbsolute(xdgConfigHome) ? xdgConfigHome : join(home ?? homedir(), '.config');
}

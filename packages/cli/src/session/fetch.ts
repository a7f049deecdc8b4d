import { UsageError } from '../errors.js';
import type { ProxyEnvironment } from './environment.js';

const REPORT_AFTER_MS = 1_000;

/**
 * Creates the `fetch` of all requests. It uses the proxy that the environment names, and reports once that it waits when
 * a server does not answer for a second.
 */
export function createFetch(proxies: ProxyEnvironment, log: (message: string) => void): typeof globalThis.fetch {
  const hasProxy = proxies.httpProxy !== undefined || proxies.httpsProxy !== undefined;
  let ready: Promise<void> | undefined;
  let isReported = false;
  return async (input, init) => {
    if (hasProxy) await (ready ??= installProxy(proxies));
    const timer = setTimeout(() => {
      if (!isReported) log(`waiting for ${originOf(input)} …`);
      isReported = true;
    }, REPORT_AFTER_MS);
    try {
      return await globalThis.fetch(input, init);
    } finally {
      clearTimeout(timer);
    }
  };
}

/** Node 20 and 22 have no `fetch` that knows of proxies. Loaded only when there is one, so that the start stays fast. */
async function installProxy({ httpProxy, httpsProxy, noProxy }: ProxyEnvironment): Promise<void> {
  const { EnvHttpProxyAgent, install, setGlobalDispatcher } = await import('undici');
  const dispatcher = new EnvHttpProxyAgent({
    ...(httpProxy !== undefined && { httpProxy: proxyUrl(httpProxy) }),
    ...(httpsProxy !== undefined && { httpsProxy: proxyUrl(httpsProxy) }),
    noProxy: noProxy ?? '',
    // RFC 9112, 3.2.2: plain HTTP is sent to the proxy itself, because many allow CONNECT to the port of HTTPS alone.
    proxyTunnel: false,
  });
  install();
  setGlobalDispatcher(dispatcher);
}

/** Throws UsageError for a proxy that cannot be one. */
export function checkProxies({ httpProxy, httpsProxy }: ProxyEnvironment): void {
  for (const proxy of [httpProxy, httpsProxy]) if (proxy !== undefined) proxyUrl(proxy);
}

/** A proxy may be given without a scheme, as other programs accept it. Throws UsageError. */
function proxyUrl(text: string): string {
  const url = text.includes('://') ? text : `http://${text}`;
  if (URL.canParse(url) && /^https?:/.test(url)) return url;
  throw new UsageError('HTTP_PROXY or HTTPS_PROXY is not the URL of an HTTP proxy.', {
    hints: ['One looks like http://proxy.example:3128.'],
  });
}

function originOf(input: string | URL | Request): string {
  return new URL(input instanceof Request ? input.url : input).origin;
}

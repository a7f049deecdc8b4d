const IPV6_BRACKETS = /^\[|\]$/g;
const LOOPBACK = '127.0.0.1';
const WILDCARDS: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/** A host as a URL has it: an IPv6 address is put in brackets (RFC 3986, section 3.2.2). */
export function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** The host of a URL as sockets take it: an IPv6 address without brackets. */
export function socketHost({ hostname }: Pick<URL, 'hostname'>): string {
  return hostname.replace(IPV6_BRACKETS, '');
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443, 'amqp:': 5672, 'amqps:': 5671 };

/** The port of a URL, or the usual one of its scheme; 0 for a scheme without one. */
export function socketPort({ port, protocol }: Pick<URL, 'port' | 'protocol'>): number {
  return Number(port) || (DEFAULT_PORTS[protocol] ?? 0);
}

/** The base URL, for clients on this machine, of a listener that is bound to `host`. */
export function listenerUrl(host: string, port: number, scheme: 'http' | 'https' = 'http'): string {
  return `${scheme}://${WILDCARDS.has(host) ? LOOPBACK : urlHost(host)}:${port}`;
}

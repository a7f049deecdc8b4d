import {
  reportCertificate,
  reportCertificates,
  type CertificateReport,
  type NamedCertificates,
  type Validity,
} from '../certificates/certificate.js';
import { readPeerCertificate, type Peer } from '../certificates/peer-certificate.js';
import { parseDatabaseUrl } from '../db/database-url.js';
import { socketHost, socketPort } from '../url-host.js';
import type { Finding } from './finding.js';

const WITH_TLS: ReadonlySet<string> = new Set(['https:', 'amqps:']);

/** The addresses of URLs with TLS; the others are left out. */
export function securePeers(urls: readonly string[]): Peer[] {
  return urls
    .map((url) => new URL(url))
    .filter(({ protocol }) => WITH_TLS.has(protocol))
    .map((url) => ({ host: socketHost(url), port: socketPort(url) }));
}

/** The servers of a database with which TLS may be used. */
export function databasePeers(databaseUrl: string): Peer[] {
  const { hosts, tls } = parseDatabaseUrl(databaseUrl).location;
  if (tls.every((attempt) => attempt === false)) return [];
  const isOptional = tls.includes(false);
  return hosts
    .filter(({ host }) => !host.startsWith('/'))
    .map(({ host, port }) => ({ host, port, startTls: 'postgres', isOptional }));
}

/** Checks how long the certificates of these servers are valid. */
export async function examineCertificates(
  peers: readonly Peer[],
  now: () => number = Date.now,
): Promise<readonly Finding[]> {
  const findings = await Promise.all(
    peers.map(async (peer): Promise<Finding[]> => {
      const certificate = await readPeerCertificate(peer);
      const server = `${peer.host}:${peer.port}`;
      if (certificate) return [finding(reportCertificate(certificate, server, now()))];
      return peer.isOptional ? [] : [{ check: 'tls', state: 'warn', detail: noCertificate(server) }];
    }),
  );
  return findings.flat();
}

/** Checks how long the certificates of the configuration are valid. */
export function examineOwnCertificates(named: NamedCertificates, now: () => number = Date.now): Finding[] {
  return reportCertificates(named, now()).map(finding);
}

const STATES: Readonly<Record<Validity, Finding['state']>> = {
  valid: 'ok',
  expiring: 'warn',
  not_yet_valid: 'fail',
  expired: 'fail',
};

function finding({ validity, sentence }: CertificateReport): Finding {
  return { check: 'tls', state: STATES[validity], detail: sentence };
}

function noCertificate(server: string): string {
  return `${server} showed no certificate. Is it reachable, and does it speak TLS?`;
}

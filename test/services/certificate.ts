import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';

/** PEM texts. */
interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** A certificate that signs itself, in files as well, and one of a client that it has signed. */
export interface Certificate extends KeyPair {
  readonly certFile: string;
  readonly keyFile: string;
  readonly client: KeyPair;
}

/** When a certificate is valid; for a year from now if absent. */
export interface Validity {
  readonly notBeforeDate: Date;
  readonly notAfterDate: Date;
}

const DAY_MS = 86_400_000;

/** Until yesterday. */
export const EXPIRED: Validity = {
  notBeforeDate: new Date(Date.now() - 10 * DAY_MS),
  notAfterDate: new Date(Date.now() - DAY_MS),
};

/** The date of a time as certificates are reported with it. */
export function dateOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

/** Makes certificates for a host name, or for an address of IPv4, and writes the first into two files of `folder`. */
export async function makeCertificate(
  folder: string,
  host: string,
  validity?: Validity,
  clientValidity?: Validity,
): Promise<Certificate> {
  const isAddress = /^[\d.]+$/.test(host);
  const made = await generate([{ name: 'commonName', value: host }], {
    algorithm: 'sha256',
    ...validity,
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [isAddress ? { type: 7, ip: host } : { type: 2, value: host }] },
    ],
    clientCertificate: { cn: 'order-service', algorithm: 'sha256', ...clientValidity },
  });
  const files = { certFile: join(folder, `${host}.pem`), keyFile: join(folder, `${host}.key`) };
  writeFileSync(files.certFile, made.cert);
  writeFileSync(files.keyFile, made.private);
  const client = { cert: made.clientcert ?? '', key: made.clientprivate ?? '' };
  return { cert: made.cert, key: made.private, client, ...files };
}

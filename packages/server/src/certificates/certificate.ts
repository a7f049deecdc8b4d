import { X509Certificate } from 'node:crypto';

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const DAY_MS = 86_400_000;
/** A certificate that expires sooner is warned about. */
const MIN_VALID_DAYS = 30;

/** What is said of a certificate: whose it is, and until when it is valid. */
export interface Certificate {
  /** Its common name, or its whole subject. */
  readonly name: string;
  readonly issuer: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

/** Every certificate of a text in PEM form. @throws Error if one of them cannot be read */
export function readCertificates(pem: string): Certificate[] {
  return (pem.match(PEM_CERTIFICATE) ?? []).map((text) => describeCertificate(new X509Certificate(text)));
}

export function describeCertificate({ subject, issuer, validFrom, validTo }: X509Certificate): Certificate {
  return {
    name: commonName(subject),
    issuer: commonName(issuer),
    notBeforeMs: Date.parse(validFrom),
    notAfterMs: Date.parse(validTo),
  };
}

function commonName(distinguishedName: string | undefined): string {
  return /^CN=(.*)$/m.exec(distinguishedName ?? '')?.[1] ?? (distinguishedName ?? '').replaceAll('\n', ', ');
}

export type Validity = 'valid' | 'expiring' | 'expired' | 'not_yet_valid';

function validityOf({ notBeforeMs, notAfterMs }: Certificate, nowMs: number): Validity {
  if (nowMs > notAfterMs) return 'expired';
  if (nowMs < notBeforeMs) return 'not_yet_valid';
  return notAfterMs - nowMs < MIN_VALID_DAYS * DAY_MS ? 'expiring' : 'valid';
}

/** The rest of a sentence that begins with the certificate's name. */
function describeValidity(certificate: Certificate, nowMs: number): string {
  const { notBeforeMs, notAfterMs } = certificate;
  const days = Math.floor((notAfterMs - nowMs) / DAY_MS);
  switch (validityOf(certificate, nowMs)) {
    case 'expired':
      return `expired on ${dateOf(notAfterMs)}. Renew it.`;
    case 'not_yet_valid':
      return `is not valid before ${dateOf(notBeforeMs)}. Compare the clocks, or renew it.`;
    case 'expiring':
      return `is valid until ${dateOf(notAfterMs)}, ${days} days. Renew it.`;
    case 'valid':
      return `is valid until ${dateOf(notAfterMs)}, ${days} days.`;
  }
}

function dateOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}

/** PEM texts by what they are called in the configuration, such as `TLS_CERT`. */
export type NamedCertificates = Readonly<Record<string, string | undefined>>;

export interface CertificateReport {
  readonly validity: Validity;
  /** A sentence that names the certificate and its date. */
  readonly sentence: string;
}

/** A report of each certificate. @throws Error if one of them cannot be read */
export function reportCertificates(named: NamedCertificates, nowMs: number): CertificateReport[] {
  return Object.entries(named).flatMap(([called, pem]) =>
    readCertificates(pem ?? '').map((certificate) => reportCertificate(certificate, called, nowMs)),
  );
}

/** @param whose where the certificate comes from, such as a variable or an address */
export function reportCertificate(certificate: Certificate, whose: string, nowMs: number): CertificateReport {
  return {
    validity: validityOf(certificate, nowMs),
    sentence: `The certificate "${certificate.name}" of ${whose} ${describeValidity(certificate, nowMs)}`,
  };
}

export function isUsable(validity: Validity): boolean {
  return validity === 'valid' || validity === 'expiring';
}

import type { ConnectionOptions } from 'node:tls';

/** As in libpq. */
export const TLS_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
export type TlsMode = (typeof TLS_MODES)[number];

/** In PEM. */
export interface TlsFiles {
  /** The certificate authorities to trust; those of Node.js if absent. */
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
}

/** The text of a certificate of an attempt; Node.js takes other forms, too, which are not used. */
export function pemText(pem: unknown): string | undefined {
  return typeof pem === 'string' ? pem : undefined;
}

/** False: without TLS. */
export type TlsAttempt = false | ConnectionOptions;

/**
 * The attempts to make with one host (https://www.postgresql.org/docs/current/libpq-ssl.html). `require` with an authority
 * verifies it, like `verify-ca`, as libpq does for compatibility.
 */
export function tlsAttempts(mode: TlsMode, { ca, cert, key }: TlsFiles): TlsAttempt[] {
  const own = { ...(cert !== undefined && { cert }), ...(key !== undefined && { key }) };
  const trusted = { ...own, ...(ca !== undefined && { ca }), rejectUnauthorized: true };
  const anyName = { ...trusted, checkServerIdentity: () => undefined };
  const unverified = { ...own, rejectUnauthorized: false };
  switch (mode) {
    case 'disable':
      return [false];
    case 'allow':
      return [false, unverified];
    case 'prefer':
      return [unverified, false];
    case 'require':
      return [ca === undefined ? unverified : anyName];
    case 'verify-ca':
      return [anyName];
    case 'verify-full':
      return [trusted];
  }
}

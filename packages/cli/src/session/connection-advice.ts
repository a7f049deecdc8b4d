const TRUST = "If you trust it, name the file with its certificate, or its authority's, in NODE_EXTRA_CA_CERTS.";
const CLOCK = 'Ask whoever runs it for a valid one, and check the clock of this machine.';
const NO_TLS = 'Begin the URL with http: if this port is meant to be unencrypted.';

/** Advice by the code of a connection that failed for a reason that trying again does not change. */
const ADVICE: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: TRUST,
  SELF_SIGNED_CERT_IN_CHAIN: TRUST,
  UNABLE_TO_GET_ISSUER_CERT: TRUST,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: TRUST,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: TRUST,
  CERT_UNTRUSTED: TRUST,
  CERT_HAS_EXPIRED: CLOCK,
  CERT_NOT_YET_VALID: CLOCK,
  CERT_REVOKED: 'Do not use it before whoever runs it has replaced the certificate.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'Give the URL with the host name that the certificate is for.',
  ERR_SSL_WRONG_VERSION_NUMBER: NO_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NO_TLS,
  EPROTO: NO_TLS,
  HPE_INVALID_CONSTANT: 'Begin the URL with https: if this port is encrypted.',
  // What a TLS port does to plain HTTP, among other things.
  UND_ERR_SOCKET: 'If this port is encrypted, begin the URL with https:.',
  ECONNRESET: 'If this port is encrypted, begin the URL with https:.',
};

const MAX_CAUSES = 8;

/** What to do about a connection that failed; nothing where the error says it. */
export function connectionAdvice(error: unknown): readonly string[] {
  let current: unknown = error;
  for (let depth = 0; depth < MAX_CAUSES && current instanceof Error; depth += 1) {
    const advice = 'code' in current && typeof current.code === 'string' ? ADVICE[current.code] : undefined;
    if (advice !== undefined) return [advice];
    current = current.cause;
  }
  return [];
}

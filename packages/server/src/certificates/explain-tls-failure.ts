import {
  isUsable,
  reportCertificate,
  reportCertificates,
  type Certificate,
  type NamedCertificates,
} from './certificate.js';

/** A connection failed because of a certificate. The message names the certificate and its date. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError';
}

export interface TlsConnection {
  /** The server, as it is called in a message. */
  readonly server: string;
  /** Reads the certificate that the server shows. */
  readonly readPeer: () => Promise<Certificate | undefined>;
  readonly own: NamedCertificates;
  readonly nowMs?: number;
}

/** Codes of Node.js and OpenSSL for a certificate that is refused: because of the time, or because nobody vouches for it. */
const DATED: ReadonlySet<string> = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);
const UNTRUSTED: ReadonlySet<string> = new Set([
  'CERT_SIGNATURE_FAILURE',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);
/** Alerts with which a server refuses the client's certificate; some servers close the connection without one. */
const REFUSES_OURS = /alert|ECONNRESET|EPIPE|terminated unexpectedly|closed|socket hang up/i;

/**
 * The failure of a connection with TLS as a CertificateError if a certificate is to blame, and otherwise as it is. Node.js
 * reports neither whose certificate has expired nor when.
 */
export async function explainTlsFailure(
  error: unknown,
  { server, readPeer, own, nowMs = Date.now() }: TlsConnection,
): Promise<unknown> {
  if (!(error instanceof Error)) return error;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const isRefused = DATED.has(code) || UNTRUSTED.has(code);
  if (!isRefused && !REFUSES_OURS.test(`${code} ${error.message}`)) return error;
  const sentences = reportCertificates(own, nowMs)
    .filter(({ validity }) => !isUsable(validity))
    .map(({ sentence }) => sentence);
  const certificate = isRefused ? await readPeer() : undefined;
  if (certificate) sentences.push(peerProblem(certificate, { server, isDated: DATED.has(code), nowMs }));
  if (sentences.length === 0) return error;
  return new CertificateError(`${sentences.join(' ')} (${error.message})`, { cause: error });
}

function peerProblem(
  certificate: Certificate,
  { server, isDated, nowMs }: { readonly server: string; readonly isDated: boolean; readonly nowMs: number },
): string {
  const { validity, sentence } = reportCertificate(certificate, server, nowMs);
  if (!isUsable(validity)) return sentence;
  const signed = `The certificate "${certificate.name}" of ${server} is signed by "${certificate.issuer}", which is`;
  return isDated ? `${signed} not valid now.` : `${signed} none of the trusted authorities.`;
}

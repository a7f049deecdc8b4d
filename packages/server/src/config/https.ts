import { createSecureContext } from 'node:tls';
import { isUsable, readCertificates, reportCertificates } from '../certificates/certificate.js';
import type { Variables } from './environment-variables.js';

/** The certificate of the service, with those of intermediate authorities behind it, and its key; PEM texts. */
export interface HttpsKeyPair {
  readonly cert: string;
  readonly key: string;
}

export interface HttpsConfig extends HttpsKeyPair {
  /**
   * Reads both again; absent unless one of them is given as a file. @throws Error with the problems, such as that the new
   * certificate has expired: the former one may still be valid
   */
  readonly readAgain?: () => HttpsKeyPair;
}

const NAMES = ['TLS_CERT', 'TLS_KEY'];

/** Undefined for HTTP. The variables are mostly given as files: `TLS_CERT_FILE`, `TLS_KEY_FILE`. */
export function readHttps(variables: Variables): HttpsConfig | undefined {
  const pair = readPair(variables);
  let used = pair;
  const readAgain = variables.ifFiles(NAMES, (again) => {
    const next = readPair(again);
    if (!next) throw new Error(`${NAMES.join(' and ')} are not set any more.`);
    if (next.cert !== used?.cert && again.problems.length === 0) again.problems.push(...reasonsAgainst(next));
    if (again.problems.length === 0) used = next;
    return next;
  });
  return pair && { ...pair, ...(readAgain && { readAgain }) };
}

function readPair(variables: Variables): HttpsKeyPair | undefined {
  const [cert, key] = NAMES.map((name) => variables.optional(name));
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) {
    variables.problems.push(`${NAMES.join(' and ')} belong together. Set both for HTTPS, or neither for HTTP.`);
    return undefined;
  }
  try {
    if (readCertificates(cert).length === 0) throw new Error('there is no certificate in TLS_CERT');
    createSecureContext({ cert, key });
  } catch (error) {
    variables.problems.push(
      `${NAMES.join(' and ')} must be a certificate and its key in PEM form: ${(error as Error).message}.`,
    );
  }
  return { cert, key };
}

function reasonsAgainst({ cert }: HttpsKeyPair): string[] {
  return reportCertificates({ TLS_CERT: cert }, Date.now())
    .filter(({ validity }) => !isUsable(validity))
    .map(({ sentence }) => sentence);
}

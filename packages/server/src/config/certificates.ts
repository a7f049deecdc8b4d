import type { NamedCertificates } from '../certificates/certificate.js';
import type { Config } from '../config.js';
import { parseDatabaseUrl } from '../db/database-url.js';
import { pemText } from '../db/tls.js';

/** The certificates that the configuration names, by variable or by parameter of `DATABASE_URL`. */
export function certificatesOf({
  https,
  broker,
  databaseUrl,
}: Pick<Config, 'https' | 'broker' | 'databaseUrl'>): NamedCertificates {
  const [attempt] = parseDatabaseUrl(databaseUrl).location.tls.filter((attempt) => attempt !== false);
  return {
    TLS_CERT: https?.cert,
    RABBITMQ_CA: broker?.tls?.ca,
    RABBITMQ_CERT: broker?.tls?.cert,
    sslrootcert: pemText(attempt?.ca),
    sslcert: pemText(attempt?.cert),
  };
}

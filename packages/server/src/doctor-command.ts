import { certificatesOf } from './config/certificates.js';
import { readConfig } from './config.js';
import type { Environment } from './config/environment-variables.js';
import { examineAddresses } from './doctor/examine-addresses.js';
import { examineBroker } from './doctor/examine-broker.js';
import {
  databasePeers,
  examineCertificates,
  examineOwnCertificates,
  securePeers,
} from './doctor/examine-certificates.js';
import { examineDatabase } from './doctor/examine-database.js';
import { findingLines, type Finding } from './doctor/finding.js';

/**
 * Checks the settings, and with valid ones everything that the server needs. Changes nothing. Writes a line for each
 * finding.
 * @returns whether the server can work
 */
export async function doctorCommand(env: Environment, write: (text: string) => void): Promise<boolean> {
  const findings: Finding[] = [];
  const report = (found: readonly Finding[]): void => {
    findings.push(...found);
    write(findingLines(found));
  };

  const { config, problems, warnings } = readConfig(env);
  report([
    ...problems.map((detail): Finding => ({ check: 'settings', state: 'fail', detail })),
    ...warnings.map((detail): Finding => ({ check: 'settings', state: 'warn', detail })),
    ...(problems.length + warnings.length === 0
      ? [{ check: 'settings', state: 'ok', detail: 'All variables are valid.' } as const]
      : []),
  ]);
  if (config) {
    const { broker, productServiceUrl, signIn } = config;
    report(await examineDatabase(config));
    report(await examineBroker(broker));
    report(await examineAddresses(config));
    const urls = [productServiceUrl, ...(broker ? [broker.url] : []), ...('jwksUrl' in signIn ? [signIn.jwksUrl] : [])];
    report(await examineCertificates([...databasePeers(config.databaseUrl), ...securePeers(urls)]));
    report(examineOwnCertificates(certificatesOf(config)));
  }
  return findings.every(({ state }) => state !== 'fail');
}

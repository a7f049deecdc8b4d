import type * as SdkModule from '@order-service/sdk';
import { expect } from 'chai';
import { EXIT } from '../../src/exit-codes.js';
import { describeError } from '../../src/features/failure/describe-error.js';

/** What Node reports about a server that trying again does not make usable: words of the message, and of the advice. */
const CODES: Readonly<Record<string, readonly [RegExp, RegExp]>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: [/self-signed/, /NODE_EXTRA_CA_CERTS/],
  SELF_SIGNED_CERT_IN_CHAIN: [/not trusted/, /NODE_EXTRA_CA_CERTS/],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: [/not trusted/, /NODE_EXTRA_CA_CERTS/],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: [/not trusted/, /NODE_EXTRA_CA_CERTS/],
  CERT_HAS_EXPIRED: [/has expired/, /clock of this machine/],
  CERT_NOT_YET_VALID: [/not valid yet/, /clock of this machine/],
  ERR_TLS_CERT_ALTNAME_INVALID: [/another host name/, /host name that the certificate is for/],
  ERR_SSL_WRONG_VERSION_NUMBER: [/does not speak TLS/, /Begin the URL with http:/],
  ERR_SSL_PACKET_LENGTH_TOO_LONG: [/does not speak TLS/, /Begin the URL with http:/],
  HPE_INVALID_CONSTANT: [/does not speak HTTP/, /Begin the URL with https:/],
};

describe('A server that cannot be used', () => {
  let createClient: typeof SdkModule.createClient;

  before(async () => {
    // Imported as the command line does it: `describeError` compares the classes of this copy.
    ({ createClient } = await import('@order-service/sdk'));
  });

  for (const [code, [message, advice]] of Object.entries(CODES)) {
    it(`is explained for ${code}, and tried once`, async () => {
      let attempts = 0;
      const client = createClient({
        baseUrl: 'https://orders.example',
        fetch: () => {
          attempts += 1;
          return Promise.reject(
            new TypeError('fetch failed', { cause: Object.assign(new Error('raw words'), { code }) }),
          );
        },
      });
      const error: unknown = await client.health().then(undefined, (thrown: unknown) => thrown);
      const report = await describeError(error);
      expect(report.message).to.match(message).and.not.include('raw words');
      expect(report.hints.join('\n')).to.match(advice);
      expect(report.exitCode).to.equal(EXIT.unavailable);
      expect(attempts).to.equal(1);
    });
  }
});

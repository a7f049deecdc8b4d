import { expect } from 'chai';
import { redactedHeaders, redactedUrl } from '../../src/http/redaction.js';

describe('redactedHeaders', () => {
  const secret = [
    'Authorization',
    'Proxy-Authorization',
    'Cookie',
    'Set-Cookie',
    'X-Api-Key',
    'X-Auth-Token',
    'X-Secret',
  ];
  const plain = ['Accept', 'Idempotency-Key', 'If-Match', 'X-Request-Id', 'traceparent'];

  it('hides what may be a credential, and nothing else', () => {
    const headers = new Headers([...secret, ...plain].map((name): [string, string] => [name, 'value']));
    const shown = redactedHeaders(headers);
    for (const name of secret) expect(shown).to.have.property(name.toLowerCase(), '[redacted]');
    for (const name of plain) expect(shown).to.have.property(name.toLowerCase(), 'value');
  });
});

describe('redactedUrl', () => {
  it('hides the values of parameters that may be credentials, and nothing else', () => {
    expect(redactedUrl('http://orders.test/a?limit=5&access_token=hush&cursor=c1&X-Signature=hush#part')).to.equal(
      'http://orders.test/a?limit=5&access_token=[redacted]&cursor=c1&X-Signature=[redacted]#part',
    );
    expect(redactedUrl('http://orders.test/token=1')).to.equal('http://orders.test/token=1');
  });
});
